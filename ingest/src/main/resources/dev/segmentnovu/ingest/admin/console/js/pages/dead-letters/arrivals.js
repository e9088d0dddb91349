/** Whether a dead letter that comes live belongs to a list. Pure. */
import { isMasked } from "../../reveal.js";

/** The parts of a filter that a dead letter has as they are. */
const EQUAL = ["source", "reason", "workflow", "event"];

const INSTANT = /^\d{4}-/;

function isBefore(at, until) {
  // a time that is counted back from now is over
  return INSTANT.test(until) && Date.parse(at) < Date.parse(until);
}

/** Whether a text is what is looked for; null if it is masked, so that nobody can tell. */
function compared(text, isEqual) {
  return isEqual ? true : isMasked(text) ? null : false;
}

/**
 * @param {any} letter as the stream shows it, where personal data may be masked
 * @param {Record<string, string | string[]>} filter
 * @returns {boolean | null} null if the stream does not tell
 */
export function belongs(letter, filter) {
  const { status, text, until, field } = filter;
  if (EQUAL.some((name) => name in filter && letter[name] !== filter[name])) return false;
  if (status !== undefined && status !== String(letter.status ?? "none")) return false;
  if (until !== undefined && !isBefore(letter.deadAt, until)) return false;
  const found = ["userId", "messageId"]
    .filter((name) => name in filter)
    .map((name) => compared(letter[name], letter[name] === filter[name]));
  if (text !== undefined) found.push(compared(letter.message, letter.message.toLowerCase().includes(text.toLowerCase())));
  if (found.includes(false)) return false;
  return field !== undefined || found.includes(null) ? null : true;
}
