/** Where the list was, so that one comes back to its filters and its pages. It is known until the tab is loaded again. */

const LIST = "/dead-letters";

let address = LIST;

/** The cursor of a page of the list → that of the page before it, which is null for the first one. */
const before = new Map();

/** @param {URLSearchParams} query of the list */
export function rememberList(query) {
  const text = query.toString();
  address = text ? `${LIST}?${text}` : LIST;
}

/** @returns {string} the address of the list, as it was last shown */
export function listAddress() {
  return address;
}

/** @param {string} cursor of a page @param {string | null} cursorBefore */
export function rememberPage(cursor, cursorBefore) {
  before.set(cursor, cursorBefore);
}

/**
 * @param {string | null} cursor of a page
 * @returns {string | null | undefined} that of the page before it; undefined if that was not shown
 */
export function pageBefore(cursor) {
  return before.get(cursor);
}
