/** What happens live, as rows of one list. Pure. */

/** Kind of a row → words, tone and icon. */
export const KINDS = {
  delivered: ["delivered", "ok", "check"],
  unchanged: ["unchanged", "ok", "check"],
  skipped: ["skipped", "idle", "arrow"],
  retried: ["retried", "warn", "redo"],
  dead: ["dead letter", "bad", "inbox"],
  rejected: ["rejected", "bad", "stop"],
};

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} at
 * @property {keyof typeof KINDS} kind
 * @property {string} source
 * @property {string | null} userId
 * @property {string | null} messageId
 * @property {string} event what happened, or the type of the event
 * @property {string | null} workflow
 * @property {number | null} status of Novu
 * @property {string | null} text
 * @property {number | null} tookMillis
 * @property {string | null} issue the id of a failure group
 * @property {string | null} letter the id of a dead letter
 */

const NONE = { userId: null, messageId: null, workflow: null, status: null, text: null, tookMillis: null, issue: null, letter: null };

/** @param {any} delivery @returns {Row} */
export function ofDelivery(delivery) {
  const { at, source, userId, messageId, workflow, status, tookMillis, outcome: kind, reason } = delivery;
  const event = delivery.event ?? delivery.type;
  return { ...NONE, key: `${source} ${messageId} ${at}`, at, kind, source, userId, messageId, event, workflow, status, text: reason, tookMillis };
}

/** @param {any} letter @returns {Row} */
export function ofLetter(letter) {
  const { id, deadAt: at, source, userId, messageId, workflow, status, message: text } = letter;
  return { ...NONE, key: id, at, kind: "dead", source, userId, messageId, event: letter.event ?? letter.type, workflow, status, text, letter: id };
}

/**
 * @param {any} rejection
 * @param {string} key of ./rejection-keys.js
 * @returns {Row}
 */
export function ofRejection(rejection, key) {
  const { at, source, userId, messageId, code, message: text } = rejection;
  return { ...NONE, key, at, kind: "rejected", source, userId, messageId, event: code, text };
}

/** @param {any} issue a failure group of which attempts were retried @returns {Row} */
export function ofIssue(issue) {
  const { id, lastSeen: at, source, workflow, status, message: text } = issue;
  return { ...NONE, key: `${id} ${issue.retries}`, at, kind: "retried", source, event: "Attempts", workflow, status, text, issue: id };
}

/**
 * @param {Row} row
 * @param {URLSearchParams} query of the address
 */
export function matches(row, query) {
  const is = (name) => !query.get(name) || query.get(name) === row[name];
  const part = (query.get("contains") ?? "").toLowerCase();
  const text = [row.event, row.workflow, row.text, row.userId, row.messageId].filter(Boolean).join("\n").toLowerCase();
  // the relay chooses by the user, because the id of a row may be masked
  return is("kind") && is("source") && text.includes(part);
}
