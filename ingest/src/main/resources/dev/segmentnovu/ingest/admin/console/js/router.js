/** Which page is shown. The page, what it is about and its filters are all in the address. */
import { PAGES } from "./pages.js";
import { Value } from "./value.js";

/**
 * @typedef {object} Route
 * @property {import("./pages.js").PageInfo | null} page null if the address names none
 * @property {string[]} ids the parts of the path behind the page's own
 * @property {URLSearchParams} query
 */

/** A part of a path; as it stands there if it is not encoded well. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @param {Location | URL} address @returns {Route} */
export function routeOf(address) {
  const [name, ...ids] = address.pathname.split("/").filter(Boolean).map(decoded);
  const page = PAGES.find((each) => (name === undefined ? each.path === "/" : each.name === name)) ?? null;
  return { page, ids, query: new URLSearchParams(address.search) };
}

/**
 * The id of the one thing that is shown: a dead letter, a user, a failure group.
 *
 * @param {Route} shown
 * @returns {string | null} null for a list
 */
export function thingOf({ ids, query }) {
  return ids.at(-1) ?? query.get("id");
}

/**
 * Whether an address shows something else than another, and not only another part of it.
 *
 * @param {Route} one
 * @param {Route} other
 */
export function isOther(one, other) {
  const address = ({ page, ids, query }) => JSON.stringify([page?.name, ids, query.get("id")]);
  return address(one) !== address(other);
}

/** @type {Value<Route>} */
export const route = new Value(routeOf(location));

/**
 * Goes to an address of the console.
 *
 * @param {string} to a path with its query
 * @param {{replace?: boolean}} [options] replace: "back" does not return to the present address
 */
export function navigate(to, { replace = false } = {}) {
  const before = route.get();
  if (replace) history.replaceState(history.state, "", to);
  else history.pushState(null, "", to);
  route.set(routeOf(location));
  if (!replace && isOther(before, route.get())) scrollTo(0, 0);
}

/**
 * Changes the query of the address; a null or empty value takes its name out.
 *
 * @param {Record<string, string | null>} changes
 * @param {{replace?: boolean}} [options]
 */
export function setQuery(changes, options) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(location.pathname + (text ? `?${text}` : ""), options);
}

/**
 * An address with a query, without the values that are null or empty.
 *
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} query
 */
export function href(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : path;
}

function followed(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return null;
  }
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return null;
  return routeOf(new URL(link.href)).page ? link : null;
}

/** Begins to follow links and the buttons of the browser. */
export function startRouter() {
  addEventListener("popstate", () => route.set(routeOf(location)));
  document.addEventListener("click", (event) => {
    const link = followed(event);
    if (link === null) return;
    event.preventDefault();
    if (link.getAttribute("href").startsWith("#")) location.hash = link.hash;
    else navigate(link.pathname + link.search + link.hash);
  });
}
