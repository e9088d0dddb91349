/** The pages of the list: where one is, how to go on, and what stands there if a page is empty. */
import { html, nothing } from "lit";
import "../../elements/empty.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { setQuery } from "../../router.js";
import { pageBefore, rememberPage } from "./list-address.js";

/** How many dead letters are on a page. */
export const PAGE_SIZE = 50;

/** @typedef {{items: any[], next: string | null, total: number}} Found an answer of the API */

function numberOf(query) {
  return Number(query.get("page") ?? 1);
}

function toFirst() {
  setQuery({ cursor: null, page: null });
}

/** @param {Found} found @param {URLSearchParams} query */
export function position(found, query) {
  const first = (numberOf(query) - 1) * PAGE_SIZE + 1;
  if (found.total <= PAGE_SIZE || found.items.length === 0) return count(found.total, "dead letter");
  return `${int(first)}–${int(first + found.items.length - 1)} of ${int(found.total)}`;
}

/** @param {Found} found @param {URLSearchParams} query */
export function pages(found, query) {
  const page = numberOf(query);
  const cursor = query.get("cursor");
  if (page === 1 && found.next === null) return nothing;
  // after the address of a later page was opened by itself, nobody knows the one before it
  const before = pageBefore(cursor);
  const next = () => {
    rememberPage(found.next, cursor);
    setQuery({ cursor: found.next, page: String(page + 1) });
  };
  return html`<footer class="row pages">
    ${page > 1 ? html`<button class="quiet" @click=${toFirst}>First page</button>` : nothing}
    ${page > 1 && before !== undefined
      ? html`<button class="quiet" @click=${() => setQuery({ cursor: before, page: before === null ? null : String(page - 1) })}>
          ${icon("back")} Back
        </button>`
      : nothing}
    ${found.next === null ? nothing : html`<button class="end" @click=${next}>Next ${int(PAGE_SIZE)} ${icon("arrow")}</button>`}
  </footer>`;
}

/** Others were replayed or discarded meanwhile, so the page of the address lies behind the end. */
export function nothingHere() {
  return html`<r-empty heading="Nothing is left on this page" shape="check" .text=${"Those that match stand on the pages before it."}></r-empty>
    <footer class="row pages"><button @click=${toFirst}>First page</button></footer>`;
}

/** @param {Record<string, string | string[]>} filter */
export function nothingFound(filter) {
  return Object.keys(filter).length === 0
    ? html`<r-empty
        heading="No dead letters"
        shape="check"
        .text=${"Each event was delivered, waits, or was skipped. An event comes here when the relay gives it up, with the reason."}
        command="./relay send --event 'Nobody Mapped This'"
      ></r-empty>`
    : html`<r-empty
        heading="Nothing matches"
        shape="search"
        .text=${"Take a filter out, or look in a longer time. The message is searched for the text in the box."}
      ></r-empty>`;
}
