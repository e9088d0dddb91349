/** The journey of an event, as steps in the order of their times. Pure. */
import { reasonWords } from "../../elements/badge.js";
import { skippedWords } from "../../elements/delivery.js";
import { count, duration, int } from "../../format.js";
import { REMEDIES } from "../../reasons.js";

const DOORS = { tracking: "an SDK", webhook: "Segment’s webhook" };

/**
 * @typedef {object} Step
 * @property {string | null} at an instant; null if it is not known
 * @property {"ok" | "warn" | "bad" | "info" | "idle"} tone
 * @property {string} shape a name in js/icons.js
 * @property {string} title
 * @property {string | null} [text]
 * @property {number | null} [status] of Novu
 * @property {{method: string, path: string} | null} [request]
 * @property {string | null} [took] how long the call took
 * @property {string | null} [workflow]
 * @property {string | null} [transactionId]
 * @property {boolean} [future] whether it has not happened yet
 */

/**
 * @param {any} event an answer of /admin/events/{messageId}, with the state of its user if it waits
 * @param {any | null} letter its dead letter
 * @returns {Step[]}
 */
export function stepsOf(event, letter) {
  const steps = [];
  if (event.state === "rejected") return [rejected(event)];
  const receivedAt = event.receivedAt ?? letter?.receivedAt ?? null;
  if (receivedAt !== null) steps.push(received(receivedAt, letter));
  if (letter) steps.push(...attemptsOf(letter), died(letter));
  else if (event.state === "dead") steps.push(died({ ...event, message: event.lastError, deadAt: null }));
  if (event.state === "delivered") steps.push(...earlier(event), delivered(event));
  if (event.state === "skipped") steps.push(skipped(event));
  if (event.state === "waiting") steps.push(...waiting(event));
  return steps;
}

function received(at, letter) {
  const by = letter?.door ? `by ${DOORS[letter.door] ?? letter.door}` : null;
  return { at, tone: "info", shape: "inbox", title: "Received", text: `Accepted and durable in the queue${by ? `, sent ${by}` : ""}.` };
}

function rejected(event) {
  return { at: event.receivedAt, tone: "bad", shape: "stop", title: `Rejected: ${event.reason}`, text: event.lastError };
}

function attemptsOf(letter) {
  const hidden = letter.attempts - letter.history.length;
  const before = hidden > 0 ? [{ at: letter.firstAttemptAt, tone: "warn", shape: "redo", title: `${count(hidden, "earlier attempt")} failed` }] : [];
  return [
    ...before,
    ...letter.history.map((each, index) => ({
      at: each.at,
      tone: "warn",
      shape: "redo",
      title: `Attempt ${int(Math.max(0, hidden) + index + 1)} failed`,
      status: each.status,
      took: each.durationMs === undefined ? null : duration(each.durationMs / 1000),
      text: each.message,
      // the record has the request that failed last
      request: index === letter.history.length - 1 ? letter.request : null,
    })),
  ];
}

function died(letter) {
  const isSaid = letter.history?.at(-1)?.message === letter.message;
  const text = isSaid ? REMEDIES[letter.reason] : letter.message;
  return { at: letter.deadAt, tone: "bad", shape: "inbox", title: `Became a dead letter: ${reasonWords(letter.reason)}`, text };
}

function earlier(event) {
  const failed = (event.attempts ?? 1) - 1;
  return failed > 0 ? [{ at: null, tone: "warn", shape: "redo", title: `${count(failed, "attempt")} failed`, text: "The times of attempts that led to a delivery are not kept." }] : [];
}

function delivered(event) {
  return {
    at: event.deliveredAt,
    tone: "ok",
    shape: "check",
    title: event.request ? "Delivered" : "Settled without a call",
    text: event.reason,
    status: event.status,
    request: event.request,
    workflow: event.workflow,
    transactionId: event.transactionId,
  };
}

function skipped(event) {
  return { at: null, tone: "idle", shape: "arrow", title: `Skipped: ${skippedWords(event.reason)}` };
}

function waiting(event) {
  const before = event.position ?? 0;
  const steps = [];
  if (event.attempts || event.lastError) {
    steps.push({ at: null, tone: "warn", shape: "redo", title: event.attempts ? `${count(event.attempts, "attempt")} failed` : "It failed", text: event.lastError });
  }
  if (event.userState === "parked") {
    const text = "An operator holds back all events of the user.";
    steps.push({ at: null, tone: "warn", shape: "pause", title: "It waits until somebody unparks the user", text, future: true });
  } else if (before > 0) {
    const title = `${count(before, "event")} of the user ${before === 1 ? "is" : "are"} before it`;
    steps.push({ at: null, tone: "info", shape: "clock", title, text: "The events of a user are delivered in their order.", future: true });
  } else {
    const due = event.userState === "claimed" ? "A worker delivers it now" : "A worker takes it next";
    steps.push({ at: event.nextTryAt, tone: "info", shape: "clock", title: event.nextTryAt ? "Next try" : due, future: true });
  }
  return steps;
}

/**
 * What became of the event, in one sentence.
 *
 * @param {any} event
 * @param {any | null} letter
 */
export function summary(event, letter) {
  const receivedAt = event.receivedAt ?? letter?.receivedAt;
  const after = (end) => (receivedAt && end ? ` ${duration((new Date(end) - new Date(receivedAt)) / 1000)} after it came` : "");
  switch (event.state) {
    case "delivered":
      return `Novu has it${after(event.deliveredAt)}.`;
    case "dead":
      return `The relay gave it up${after(letter?.deadAt)}.`;
    case "skipped":
      return "The relay did not send it.";
    case "waiting":
      return event.position > 0 ? `${count(event.position, "event")} of the user ${event.position === 1 ? "is" : "are"} before it.` : "It is the first event of its user.";
    case "rejected":
      return "The relay did not accept it.";
    default:
      return event.reason ?? "";
  }
}
