/** The list of dead letters with its filters, and what one can do with those that match or are selected. */
import { html, nothing } from "lit";
import "../../elements/empty.js";
import "../../elements/error.js";
import "../../elements/filters.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/table.js";
import { actionButton } from "../../elements/action.js";
import { api } from "../../api.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { setQuery } from "../../router.js";
import { mayAct, session } from "../../session.js";
import { status } from "../../status.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { openBulk } from "./bulk.js";
import { addressOf, COLUMNS } from "./columns.js";
import { facets, readFacets } from "./facets.js";
import { FIELDS, filterOf, readSearch, TEXT } from "./filter.js";

const PAGE_SIZE = 50;

/** Properties: `query`, of the address. */
class DeadLetterList extends View {
  static properties = { query: { attribute: false }, selected: { state: true }, all: { state: true }, fresh: { state: true } };

  constructor() {
    super();
    this.selected = new Set();
    this.all = false;
    // how many died since the list was read: it does not move by itself, because somebody reads it
    this.fresh = 0;
    for (const value of [session, status]) new Watch(this, value);
    this.list = new Poll(this, (signal) => this.read(signal), { everyMillis: 0 });
    this.facets = new Poll(this, (signal) => readFacets(this.filter, signal), { everyMillis: 0 });
  }

  get filter() {
    return filterOf(this.query);
  }

  read(signal) {
    this.fresh = 0;
    const more = { cursor: this.query.get("cursor"), reveal: this.query.get("reveal"), limit: PAGE_SIZE };
    return api.get("/admin/dead-letters", { ...this.filter, ...more }, { signal });
  }

  willUpdate(changed) {
    const before = changed.get("query");
    if (before !== undefined && before.toString() !== this.query.toString()) {
      const other = JSON.stringify(filterOf(before)) !== JSON.stringify(this.filter);
      if (other) this.clear();
      this.list.restart();
      if (other) this.facets.refresh();
    }
  }

  live() {
    return {
      dead: (letter) => {
        const { source } = this.filter;
        if (!source || source === letter.source) this.fresh++;
      },
    };
  }

  keys() {
    return [
      { keys: "r", does: "Replay the selected, or all that match", run: () => this.act("replay") },
      { keys: "u", does: "Read the list again", run: () => this.refresh() },
    ];
  }

  refresh() {
    this.list.refresh();
    this.facets.refresh();
  }

  clear() {
    this.selected = new Set();
    this.all = false;
  }

  /** What an action is about: the selected dead letters, or else all that match. */
  get scope() {
    const some = this.selected.size > 0 && !this.all;
    return { ids: some ? [...this.selected] : null, filter: this.filter, count: some ? this.selected.size : this.list.value?.total ?? 0 };
  }

  act(action) {
    if (!mayAct() || this.scope.count === 0) return;
    openBulk({
      action,
      scope: this.scope,
      closed: () => {
        this.clear();
        this.refresh();
      },
    });
  }

  button(action, shape, words, kind = "") {
    const { ids, count: number } = this.scope;
    const scope = ids ? `${int(number)} selected` : `all ${int(number)}`;
    return actionButton({
      content: html`${icon(shape)} ${words} <span class="from-medium">${scope}</span>`,
      title: `${words} ${scope}`,
      kind,
      busy: number === 0,
      run: () => this.act(action),
    });
  }

  toolbar(found) {
    const selected = this.selected.size;
    const whole = selected > 0 && selected >= found.items.length && found.total > selected;
    return html`<div class="toolbar row">
      <div class="row grow" role="status">
        ${this.all
          ? html`<strong>All ${int(found.total)} that match</strong>`
          : selected > 0
            ? html`<strong>${int(selected)} selected</strong>`
            : html`<span class="muted">${this.position(found)}</span>`}
        ${whole && !this.all
          ? html`<button class="link" @click=${() => (this.all = true)}>Select all ${int(found.total)} that match</button>`
          : nothing}
        ${selected > 0 ? html`<button class="link" @click=${this.clear}>Clear</button>` : nothing}
        ${this.fresh > 0 && selected === 0
          ? html`<button class="compact" @click=${this.refresh}>${icon("redo")} ${int(this.fresh)} new</button>`
          : nothing}
      </div>
      ${this.button("replay", "redo", "Replay")} ${this.button("export", "download", "Export")}
      ${this.button("discard", "trash", "Discard", "danger")}
    </div>`;
  }

  position(found) {
    const page = Number(this.query.get("page") ?? 1);
    const first = (page - 1) * PAGE_SIZE + 1;
    if (found.total <= PAGE_SIZE) return count(found.total, "dead letter");
    return `${int(first)}–${int(first + found.items.length - 1)} of ${int(found.total)}`;
  }

  pages(found) {
    const page = Number(this.query.get("page") ?? 1);
    if (page === 1 && found.next === null) return nothing;
    return html`<footer class="row pages">
      ${page > 1 ? html`<button class="quiet" @click=${() => setQuery({ cursor: null, page: null })}>First page</button>` : nothing}
      ${page > 1 ? html`<button class="quiet" @click=${() => history.back()}>${icon("back")} Back</button>` : nothing}
      ${found.next === null
        ? nothing
        : html`<button class="end" @click=${() => setQuery({ cursor: found.next, page: String(page + 1) })}>
            Next ${int(PAGE_SIZE)} ${icon("arrow")}
          </button>`}
    </footer>`;
  }

  nothingFound() {
    return Object.keys(this.filter).length === 0
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

  content() {
    const found = this.list.value;
    if (this.list.problem && !found) return html`<r-error .problem=${this.list.problem} .retry=${() => this.refresh()}></r-error>`;
    if (!found) return html`<div class="card loading">Reading dead letters…</div>`;
    return html`<r-error .problem=${this.list.problem} .retry=${() => this.refresh()}></r-error>
      <section class="card" aria-busy=${this.list.loading}>
        ${found.total === 0
          ? this.nothingFound()
          : html`${this.toolbar(found)}
              <r-table
                label="Dead letters"
                .columns=${COLUMNS}
                .rows=${found.items}
                .href=${addressOf}
                .selected=${this.selected}
                @select=${(event) => {
                  this.selected = event.detail;
                  this.all = false;
                }}
              ></r-table>
              ${this.pages(found)}`}
      </section>`;
  }

  actions() {
    const revealed = this.query.get("reveal") === "true";
    if (!mayAct()) return nothing;
    return html`<button
      aria-pressed=${revealed}
      title="E-mail addresses and phone numbers. The audit log records who looked."
      @click=${() => setQuery({ reveal: revealed ? null : "true" })}
    >
      ${icon("eye")} ${revealed ? "Hide" : "Show"} personal data
    </button>`;
  }

  render() {
    const sources = status.get()?.sources.map((each) => each.source) ?? [];
    const fields = FIELDS.map((field) => (field.name === "source" && sources.length ? { ...field, options: sources } : field));
    return html`${pageHead({
        title: "Dead letters",
        text: "Events that the relay gave up, each with the reason. Correct the cause or the event, then replay.",
        actions: this.actions(),
      })}
      <div class="stack">
        <r-filters
          .fields=${fields}
          .search=${TEXT}
          .read=${readSearch}
          placeholder="A part of the message, or workflow:receipt properties.total:12"
        ></r-filters>
        <div class="with-facets">${facets(this.facets.value, this.filter)}<div class="stack">${this.content()}</div></div>
      </div>`;
  }
}

customElements.define("r-dead-letters", DeadLetterList);
