/** The events of one outcome that the relay remembers, newest first. */
import { html, nothing } from "lit";
import { called, outcomeBadge } from "../../elements/delivery.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { eventAddress, eventLink, sourceLink, userLink } from "../../elements/links.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api } from "../../api.js";
import { duration, int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { isMasked, OnReveal, reveal } from "../../reveal.js";
import { setQuery } from "../../router.js";
import { View } from "../../view.js";

const PAGE_SIZE = 50;

const EMPTY = {
  delivered: ["Nothing is delivered yet", "An event comes here when Novu has accepted its calls.", "./relay send"],
  unchanged: ["Nothing was unchanged", "An identify whose traits Novu has already needs no call, and comes here.", ""],
  skipped: ["Nothing is skipped", "Events that are not for Novu come here: by their integrations, or because the mapping has nothing for them.", ""],
};

/** Where a row leads; null if its id is masked. */
function addressOf(each) {
  return isMasked(each.messageId) ? null : eventAddress(each);
}

/** The name leads there too, because the column of the id is hidden on a narrow screen. */
function named(each) {
  const to = addressOf(each);
  const name = each.event ?? each.type;
  return to === null ? html`<strong class="event">${name}</strong>` : html`<a class="cover event" href=${to}>${name}</a>`;
}

const COLUMNS = [
  {
    title: "Event",
    kind: "main",
    cell: (each) =>
      html`<div class="row what">
        ${outcomeBadge(each)} ${named(each)}
        ${each.workflow ? html`<span class="muted">→ ${each.workflow}</span>` : nothing}
      </div>`,
  },
  { title: "Novu", kind: "wider nowrap", cell: called },
  { title: "User", kind: "wide", cell: (each) => userLink(each.source, each.userId) },
  { title: "Source", kind: "wider", cell: (each) => sourceLink(each.source) },
  { title: "Message id", kind: "wide", cell: eventLink },
  { title: "Took", kind: "number wide", cell: (each) => html`<span title=${`${int(each.attempts)} attempts`}>${duration(each.tookMillis / 1000)}</span>` },
  { title: "When", kind: "number", cell: (each) => html`<r-time .value=${each.at}></r-time>` },
];

/** Properties: `query`, of the address; `outcome`. */
class Deliveries extends View {
  static properties = { query: { attribute: false }, outcome: {}, fresh: { state: true } };

  constructor() {
    super();
    // how many came since the list was read: it does not move by itself, because somebody reads it
    this.fresh = 0;
    this.list = new Poll(this, (signal) => this.read(signal), { everyMillis: 0 });
    new OnReveal(this, () => this.list.refresh());
  }

  read(signal) {
    this.fresh = 0;
    const query = { outcome: this.outcome, source: this.query.get("source"), userId: this.query.get("userId"), cursor: this.query.get("cursor") };
    return api.get("/admin/deliveries", { ...query, limit: PAGE_SIZE, ...reveal() }, { signal });
  }

  willUpdate(changed) {
    const before = changed.get("query");
    const other = before !== undefined && before.toString() !== this.query.toString();
    if (other || changed.get("outcome") !== undefined) this.list.restart();
  }

  keys() {
    return [{ keys: "r", does: "Read the list again", run: () => this.list.refresh() }];
  }

  live() {
    return {
      delivery: (each) => {
        const source = this.query.get("source");
        const userId = this.query.get("userId");
        if (each.outcome === this.outcome && (!source || source === each.source) && (!userId || userId === each.userId)) this.fresh++;
      },
    };
  }

  get isFiltered() {
    return ["source", "userId", "cursor"].some((name) => this.query.get(name));
  }

  nothingFound() {
    if (this.isFiltered) {
      return html`<r-empty heading="Nothing matches" shape="search" .text=${"Take a filter out. Only the latest events are remembered."}></r-empty>`;
    }
    const [heading, text, command] = EMPTY[this.outcome];
    return html`<r-empty .heading=${heading} .text=${text} .command=${command} shape="events"></r-empty>`;
  }

  content(found) {
    if (found.items.length === 0) return this.nothingFound();
    const page = Number(this.query.get("page") ?? 1);
    return html`<header>
        <span class="muted" role="status">
          ${page > 1 ? `Page ${int(page)}` : "Newest first"}${found.knownSince
            ? html`; all since <r-time .value=${found.knownSince} clock></r-time> are remembered`
            : nothing}
        </span>
        <button class="compact end" @click=${() => (page > 1 ? setQuery({ cursor: null, page: null }) : this.list.refresh())}>
          ${icon("redo")} ${this.fresh > 0 ? html`${int(this.fresh)} new` : "Read again"}
        </button>
      </header>
      <r-table
        label="Events"
        .columns=${COLUMNS}
        .rows=${found.items}
        .keyOf=${(each) => `${each.source} ${each.messageId} ${each.at}`}
        .href=${addressOf}
      ></r-table>
      ${page === 1 && found.next === null
        ? nothing
        : html`<footer class="row pages">
            ${page > 1 ? html`<button class="quiet" @click=${() => setQuery({ cursor: null, page: null })}>First page</button>` : nothing}
            ${found.next
              ? html`<button class="end" @click=${() => setQuery({ cursor: found.next, page: String(page + 1) })}>Next ${int(PAGE_SIZE)} ${icon("arrow")}</button>`
              : nothing}
          </footer>`}`;
  }

  render() {
    const { value, problem } = this.list;
    return html`<div class="stack">
      <r-error .problem=${problem} .retry=${() => this.list.refresh()}></r-error>
      ${value === undefined
        ? problem
          ? nothing
          : html`<div class="card loading">Reading events…</div>`
        : html`<section class="card" aria-busy=${this.list.loading}>${this.content(value)}</section>`}
    </div>`;
  }
}

customElements.define("r-deliveries", Deliveries);
