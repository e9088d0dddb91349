/** The events that the relay did not accept, newest first. */
import { html, nothing } from "lit";
import "../../elements/empty.js";
import "../../elements/error.js";
import { badge } from "../../elements/badge.js";
import { eventAddress, eventLink, sourceLink, userLink } from "../../elements/links.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api } from "../../api.js";
import { int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { isMasked, OnReveal, reveal } from "../../reveal.js";
import { setQuery } from "../../router.js";
import { View } from "../../view.js";
import { CODES } from "./codes.js";
import { keyed } from "./rejection-keys.js";

const PAGE_SIZE = 50;

/** Where a row leads; null if its event has no id that could be looked up. */
function addressOf(each) {
  return each.messageId === null || isMasked(each.messageId) ? null : eventAddress(each);
}

/** The message leads there too, because the column of the id is hidden on a narrow screen. */
function message(each) {
  const to = addressOf(each);
  return to === null ? html`<span class="break">${each.message}</span>` : html`<a class="cover break" href=${to}>${each.message}</a>`;
}

const COLUMNS = [
  {
    title: "Why",
    kind: "main",
    cell: (each) => html`<div class="row what" title=${CODES[each.code] ?? nothing}>${badge(each.code, "bad", "stop")} ${message(each)}</div>`,
  },
  { title: "User", kind: "wide", cell: (each) => userLink(each.source, each.userId) },
  { title: "Source", kind: "wider", cell: (each) => sourceLink(each.source) },
  { title: "Message id", kind: "wide", cell: eventLink },
  {
    title: "Place",
    kind: "number wider",
    cell: (each) =>
      each.index < 0
        ? html`<span class="muted" title="The whole body was rejected">all</span>`
        : html`<span class="muted" title="The place of the event in its batch">${int(each.index + 1)}</span>`,
  },
  { title: "When", kind: "number", cell: (each) => html`<r-time .value=${each.at}></r-time>` },
];

/** Properties: `query`, of the address. */
class Rejections extends View {
  static properties = { query: { attribute: false }, shown: { state: true }, fresh: { state: true } };

  constructor() {
    super();
    this.shown = PAGE_SIZE;
    this.fresh = 0;
    this.list = new Poll(this, (signal) => this.read(signal), { everyMillis: 0 });
    new OnReveal(this, () => this.list.refresh());
  }

  /** The counts are those of all codes, whichever is shown. */
  async read(signal) {
    this.fresh = 0;
    const source = this.query.get("source");
    const code = this.query.get("code");
    const { counts, items } = await api.get("/admin/rejections", { source, ...reveal() }, { signal });
    return { counts: countsByCode(counts), items: keyed(code ? items.filter((each) => each.code === code) : items) };
  }

  willUpdate(changed) {
    const before = changed.get("query");
    if (before !== undefined && before.toString() !== this.query.toString()) {
      this.shown = PAGE_SIZE;
      this.list.restart();
    }
  }

  keys() {
    return [{ keys: "r", does: "Read the list again", run: () => this.list.refresh() }];
  }

  live() {
    const is = (name, each) => !this.query.get(name) || this.query.get(name) === each[name];
    return { rejected: (each) => is("source", each) && is("code", each) && this.fresh++ };
  }

  codes(counts) {
    const chosen = this.query.get("code");
    return html`<div class="chips codes" role="group" aria-label="Codes">
      ${counts.map(
        ([code, number]) =>
          html`<button class="compact" aria-pressed=${code === chosen} title=${CODES[code] ?? nothing} @click=${() => setQuery({ code: code === chosen ? null : code })}>
            ${code} <span class="muted">${int(number)}</span>
          </button>`,
      )}
    </div>`;
  }

  nothingFound() {
    return this.query.get("code") || this.query.get("source")
      ? html`<r-empty heading="Nothing matches" shape="search" .text=${"Take a filter out. The latest 1,000 of each source are remembered."}></r-empty>`
      : html`<r-empty
          heading="Nothing was rejected"
          shape="check"
          .text=${"An event that breaks a rule of its type comes here, with the reason that its sender got."}
          command=${`curl -u YOUR-WRITE-KEY: localhost:8080/v1/track -H 'Content-Type: application/json' -d '{"userId":"u-1"}'`}
        ></r-empty>`;
  }

  content({ counts, items }) {
    if (items.length === 0) return this.nothingFound();
    return html`<header>
        ${this.codes(counts)}
        <button class="compact end" @click=${() => this.list.refresh()}>${icon("redo")} ${this.fresh ? html`${int(this.fresh)} new` : "Read again"}</button>
      </header>
      <r-table
        label="Rejected events"
        .columns=${COLUMNS}
        .rows=${items.slice(0, this.shown)}
        .keyOf=${(each) => each.key}
        .href=${addressOf}
      ></r-table>
      ${items.length > this.shown
        ? html`<footer class="row pages">
            <span class="muted">${int(this.shown)} of ${int(items.length)}</span>
            <button class="end" @click=${() => (this.shown += PAGE_SIZE)}>Show ${int(PAGE_SIZE)} more</button>
          </footer>`
        : nothing}`;
  }

  render() {
    const { value, problem } = this.list;
    return html`<div class="stack">
      <r-error .problem=${problem} .retry=${() => this.list.refresh()}></r-error>
      ${value === undefined
        ? problem
          ? nothing
          : html`<div class="card loading">Reading the rejected events…</div>`
        : html`<section class="card" aria-busy=${this.list.loading}>${this.content(value)}</section>`}
    </div>`;
  }
}

/** @param {{code: string, count: number}[]} counts by source @returns {[string, number][]} most frequent first */
function countsByCode(counts) {
  const sums = new Map();
  for (const { code, count } of counts) sums.set(code, (sums.get(code) ?? 0) + count);
  return [...sums].sort((one, other) => other[1] - one[1]);
}

customElements.define("r-rejections", Rejections);
