/** The filter of dead letters: its parts, what is typed into the search box, and its words. Pure. */

/** The reasons, in the order of the documentation. */
export const REASONS = [
  "unmapped",
  "rejected",
  "not_delivered",
  "exhausted",
  "invalid",
  "mapping",
  "poison",
  "expired",
  "undecodable",
  "skipped-by-operator",
];

/** Each part of a filter, as the API names it. */
export const FIELDS = [
  { name: "source", label: "Source" },
  { name: "reason", label: "Reason", options: REASONS },
  { name: "workflow", label: "Workflow" },
  { name: "event", label: "Event" },
  { name: "status", label: "Status of Novu", hint: "422, or none" },
  { name: "userId", label: "User" },
  { name: "messageId", label: "Message id" },
  { name: "field", label: "Field of the event", hint: "properties.total:12" },
  { name: "since", label: "Died since", hint: "1h, or 2026-01-31T12:00:00Z" },
  { name: "until", label: "Died before", hint: "10m, or an instant" },
];

/** The part that the search box is for. */
export const TEXT = { name: "text", label: "Message" };

/** What people type for the parts of a filter. */
const SHORT = { user: "userId", message: "messageId", id: "messageId", type: "event" };

const PAIR = /(?:^|\s)([A-Za-z][\w.[\]-]*):("[^"]*"|\S+)/g;

/**
 * What is typed into the search box, as parts of a filter: `workflow:welcome properties.total:12 no
 * subscriber` has three.
 *
 * @param {string} text
 * @returns {Record<string, string | null>}
 */
export function readSearch(text) {
  const parts = {};
  const rest = text.replaceAll(PAIR, (all, key, value) => {
    const name = SHORT[key] ?? key;
    const bare = value.startsWith('"') ? value.slice(1, -1) : value;
    if (FIELDS.some((field) => field.name === name && name !== "field")) parts[name] = bare;
    else if (key.includes(".") && !("field" in parts)) parts.field = `${key}:${bare}`;
    else return all;
    return "";
  });
  return { ...parts, text: rest.trim() };
}

/**
 * The filter that an address has, as the API takes it.
 *
 * @param {URLSearchParams} query
 * @returns {Record<string, string>}
 */
export function filterOf(query) {
  const given = [TEXT, ...FIELDS].map(({ name }) => [name, query.get(name) ?? ""]);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

/** @param {Record<string, string>} filter @returns {string} such as "reason rejected, workflow welcome" */
export function wordsOf(filter) {
  const named = [TEXT, ...FIELDS].filter(({ name }) => name in filter);
  return named.map(({ name, label }) => `${label.toLowerCase()} ${filter[name]}`).join(", ");
}
