/** Reads the audit log, page by page, until enough entries match. The API lists it without filters. */
import { api } from "../../api.js";

const PAGE = 200;

/**
 * @typedef {object} Filter
 * @property {string} text in anything that an entry says
 * @property {string} by
 * @property {string} action
 * @property {string} source
 */

/** @param {any} entry @param {Filter} filter */
export function matches(entry, { text, by, action, source }) {
  return (
    (by === "" || entry.by === by) &&
    (action === "" || entry.action === action) &&
    (source === "" || entry.source === source) &&
    (text === "" || JSON.stringify(Object.values(entry)).toLowerCase().includes(text.toLowerCase()))
  );
}

/**
 * @param {Filter} filter
 * @param {number} wanted how many entries are enough
 * @param {AbortSignal} signal
 */
export async function readAudit(filter, wanted, signal) {
  const isFiltered = Object.values(filter).some((each) => each !== "");
  const known = { by: new Set(), action: new Set(), source: new Set() };
  const items = [];
  let read = 0;
  let cursor = null;
  do {
    const page = await api.get("/admin/audit", { limit: PAGE, cursor }, { signal });
    for (const entry of page.items) {
      const key = `${entry.at} ${read++}`;
      for (const name of Object.keys(known)) if (entry[name] !== null) known[name].add(entry[name]);
      if (matches(entry, filter)) items.push({ ...entry, key });
    }
    cursor = page.next;
  } while (cursor !== null && items.length < wanted);
  return {
    items: items.slice(0, wanted),
    read,
    isFiltered,
    hasMore: cursor !== null || items.length > wanted,
    known: Object.fromEntries(Object.entries(known).map(([name, values]) => [name, [...values].sort()])),
  };
}
