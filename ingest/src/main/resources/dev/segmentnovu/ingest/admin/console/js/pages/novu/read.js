/** Reads what the sandbox received. */
import { api } from "../../api.js";
import { orNull } from "../../optional.js";
import { elements, member } from "../../raw-json.js";

/** How many requests are shown. */
const REQUESTS = 25;

/** How many messages are read: those of a request that is shown are among them, unless it is an old one. */
const MESSAGES = 200;

const REQUESTS_PATH = "/admin/sandbox/requests";

/**
 * @typedef {object} Received
 * @property {any[]} requests the latest, newest first; `text` of each is how it stands in the answer, where numbers keep their notation
 * @property {any | null} chosen the request that was asked for; null if the sandbox does not have it
 * @property {any[]} messages the latest, newest first; they have a `text` too
 * @property {number} waiting triggers that have made no message yet
 */

async function list(address, query, signal) {
  const answer = await api.text(address, query, { signal });
  const texts = elements(member(answer, "items"));
  const whole = JSON.parse(answer);
  return { ...whole, items: whole.items.map((each, index) => ({ ...each, text: texts[index] })) };
}

/**
 * @param {string} number of a request to read in any case, or an empty text
 * @param {AbortSignal} signal
 * @returns {Promise<Received | null>} null without a sandbox
 */
export async function readSandbox(number, signal) {
  const present = await orNull(api.get(REQUESTS_PATH, { limit: 0 }, { signal }));
  if (present === null) return null;
  const since = Math.max(0, present.last - REQUESTS);
  const [requests, messages, chosen] = await Promise.all([
    list(REQUESTS_PATH, { since, limit: REQUESTS }, signal),
    list("/admin/sandbox/messages", { limit: MESSAGES }, signal),
    /^[1-9]\d*$/.test(number) ? list(REQUESTS_PATH, { since: Number(number) - 1, limit: 1 }, signal) : null,
  ]);
  return {
    requests: requests.items.toSorted((one, other) => other.sequence - one.sequence),
    chosen: chosen?.items.find((each) => String(each.sequence) === number) ?? null,
    messages: messages.items.toSorted((one, other) => (one.at < other.at ? 1 : -1)),
    waiting: messages.waiting,
  };
}
