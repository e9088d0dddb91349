/** A remedy of the relay. It names requests of the API; here, each becomes a link to the page that makes it. */
import { html } from "lit";

const REQUEST = /\b(?:GET|POST) (\/admin\/[^\s,;)]*[^\s,;).])/g;

/** The beginning of a request's path, what the page is called, and its address. */
const PAGES = [
  ["/admin/unmapped", "Mapping", (url) => `/mapping?${joined({ show: "unmapped" }, url)}`],
  ["/admin/issues", "Issues", (url) => `/issues${url.search}`],
  ["/admin/dead-letters", "Dead letters", (url) => `/dead-letters${url.search}`],
  ["/admin/users", "Users", (url) => `/users${url.search}`],
  ["/admin/jobs", "Jobs", (url) => url.pathname.replace("/admin", "")],
  ["/admin/queue", "Sources", () => "/sources"],
  ["/admin/config", "Settings", () => "/settings"],
  ["/admin/audit", "Audit", () => "/audit"],
  ["/admin/sources", null, (url) => url.pathname.replace("/admin", "").split("/").slice(0, 3).join("/")],
];

/** What a POST to a source is called on the page of the source. */
const ACTIONS = { probe: "Probe Novu", resume: "Resume", pause: "Pause" };

function joined(first, url) {
  return new URLSearchParams({ ...first, ...Object.fromEntries(url.searchParams) });
}

function link(request, address) {
  const url = new URL(address, location.origin);
  const page = PAGES.find(([start]) => url.pathname.startsWith(start));
  // a request about something that the text leaves open, such as USER, has no address
  if (!page || /[A-Z{]/.test(url.pathname)) return request;
  const [, title, to] = page;
  const words = title ?? ACTIONS[url.pathname.split("/").at(-1)] ?? "Sources";
  // where one is already, the words name a button
  return to(url) === location.pathname ? html`<strong>${words}</strong>` : html`<a href=${to(url)}>${words}</a>`;
}

/**
 * @param {string} text
 * @returns {unknown} a template
 */
export function remedy(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(REQUEST)) {
    parts.push(text.slice(end, match.index), link(match[0], match[1]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
