/** The filter of dead letters: its parts, what is typed into the search box, and its words. Pure. */
import { REMEDIES } from "../../reasons.js";

/** Each part of a filter, as the API names it. */
export const FIELDS = [
  { name: "source", label: "Source" },
  { name: "reason", label: "Reason", options: Object.keys(REMEDIES) },
  { name: "workflow", label: "Workflow" },
  { name: "event", label: "Event" },
  { name: "status", label: "Status of Novu", hint: "422, or none" },
  { name: "userId", label: "User" },
  { name: "messageId", label: "Message id" },
  { name: "field", label: "Field of the event", hint: "properties.total:12; up to three", many: true },
  { name: "since", label: "Died since", hint: "1h, or 2026-01-31T12:00:00Z" },
  { name: "until", label: "Died before", hint: "10m, or an instant" },
];

/** The part that the search box is for. */
export const TEXT = { name: "text", label: "Message" };

/** What people type for the parts of a filter. */
const SHORT = { user: "userId", message: "messageId", id: "messageId" };

/** The members of events without a dot in their path that people look for. Another name and a colon may be words of a message. */
const TOP_MEMBERS = ["type", "anonymousId", "groupId", "previousId", "name", "category", "channel", "timestamp"];

const PAIR = /(?:^|\s)([A-Za-z][\w.[\]-]*):("[^"]*"|\S+)/g;

/** @returns {[string, string] | null} the name of a part and its value; null if this is none */
function partOf(key, value) {
  const name = SHORT[key] ?? key;
  // field:error:12 is for a member that is called as nothing else here
  if (name === "field") return /^[^:]+:./.test(value) ? [name, value] : null;
  if (FIELDS.some((field) => field.name === name)) return [name, value];
  return key.includes(".") || TOP_MEMBERS.includes(key) ? ["field", `${key}:${value}`] : null;
}

/**
 * What is typed into the search box, as parts of a filter: `workflow:welcome properties.total:12 no
 * subscriber` has three. A part that may have several values keeps those that it has.
 *
 * @param {string} text
 * @param {URLSearchParams} query of the address
 * @returns {Record<string, string | string[]>}
 */
export function readSearch(text, query) {
  const parts = {};
  const fields = new Set(query.getAll("field"));
  const rest = text.replaceAll(PAIR, (all, key, value) => {
    const part = partOf(key, value.startsWith('"') ? value.slice(1, -1) : value);
    if (part === null) return all;
    if (part[0] === "field") fields.add(part[1]);
    else parts[part[0]] = part[1];
    return "";
  });
  return { ...parts, field: [...fields], text: rest.trim() };
}

/**
 * The filter that an address has, as the API takes it.
 *
 * @param {URLSearchParams} query
 * @returns {Record<string, string | string[]>}
 */
export function filterOf(query) {
  const given = [TEXT, ...FIELDS].map(({ name, many }) => [name, many ? query.getAll(name).filter(Boolean) : query.get(name) ?? ""]);
  return Object.fromEntries(given.filter(([, value]) => value.length > 0));
}

/** @param {Record<string, string | string[]>} filter @returns {string} such as "reason rejected, workflow welcome" */
export function wordsOf(filter) {
  const named = [TEXT, ...FIELDS].filter(({ name }) => name in filter);
  return named.map(({ name, label }) => `${label.toLowerCase()} ${[filter[name]].flat().join(" and ")}`).join(", ");
}
