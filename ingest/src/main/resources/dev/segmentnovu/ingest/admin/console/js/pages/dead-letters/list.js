/** The list of dead letters with its filters, and what one can do with those that match or are selected. */
import { html, nothing } from "lit";
import "../../elements/error.js";
import "../../elements/filters.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/personal-data.js";
import "../../elements/table.js";
import { actionButton } from "../../elements/action.js";
import { api } from "../../api.js";
import { int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { OnReveal, reveal } from "../../reveal.js";
import { mayAct, session } from "../../session.js";
import { status } from "../../status.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { belongs } from "./arrivals.js";
import { openBulk } from "./bulk.js";
import { addressOf, COLUMNS, nameOf } from "./columns.js";
import { facets, readFacets } from "./facets.js";
import { FIELDS, filterOf, readSearch, TEXT } from "./filter.js";
import { rememberList } from "./list-address.js";
import { nothingFound, nothingHere, PAGE_SIZE, pages, position } from "./list-pages.js";

/** Properties: `query`, of the address. */
class DeadLetterList extends View {
  static properties = {
    query: { attribute: false },
    selected: { state: true },
    all: { state: true },
    total: { state: true },
    fresh: { state: true },
    isSure: { state: true },
  };

  constructor() {
    super();
    this.selected = new Set();
    this.all = false;
    // how many match, as last counted; null before. A cursor carries the number of its first page, which may be gone
    this.total = null;
    // how many died since the list was read: it does not move by itself, because somebody reads it
    this.fresh = 0;
    // whether all of them are known to match the filter
    this.isSure = true;
    for (const value of [session, status]) new Watch(this, value);
    // the latest reading of the list
    this.listed = Promise.resolve();
    this.list = new Poll(this, (signal) => (this.listed = this.read(signal)), { everyMillis: 0 });
    new OnReveal(this, () => this.list.refresh());
    this.facets = new Poll(this, (signal) => this.readFacets(signal), { everyMillis: 0 });
  }

  get filter() {
    return filterOf(this.query);
  }

  async read(signal) {
    this.fresh = 0;
    this.isSure = true;
    const cursor = this.query.get("cursor");
    const found = await api.get("/admin/dead-letters", { ...this.filter, cursor, ...reveal(), limit: PAGE_SIZE }, { signal });
    if (cursor === null || this.total === null) this.total = found.total;
    return found;
  }

  async readFacets(signal) {
    // each searches all dead letters: at the same time, the list would take twice as long
    await this.listed.catch(() => {});
    const found = await readFacets(this.filter, signal);
    this.total = found.total;
    return found;
  }

  /** What the list shows, with the number that was counted last; undefined before the first answer. */
  get found() {
    const { value } = this.list;
    return value && { ...value, total: this.total ?? value.total };
  }

  willUpdate(changed) {
    rememberList(this.query);
    const before = changed.get("query");
    if (before !== undefined && before.toString() !== this.query.toString()) {
      const other = JSON.stringify(filterOf(before)) !== JSON.stringify(this.filter);
      if (other) {
        this.clear();
        this.total = null;
      }
      this.list.restart();
      if (other) this.facets.refresh();
    }
  }

  live() {
    return {
      dead: (letter) => {
        const isMine = belongs(letter, this.filter);
        if (isMine === false) return;
        this.fresh++;
        if (isMine === null) this.isSure = false;
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
    return { ids: some ? [...this.selected] : null, filter: this.filter, count: some ? this.selected.size : this.found?.total ?? 0 };
  }

  act(action) {
    if (!mayAct() || this.scope.count === 0) return;
    openBulk({
      action,
      scope: this.scope,
      closed: () => {
        this.clear();
        if (this.isConnected) this.refresh();
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
            : html`<span class="muted">${position(found, this.query)}</span>`}
        ${whole && !this.all
          ? html`<button class="link" @click=${() => (this.all = true)}>Select all ${int(found.total)} that match</button>`
          : nothing}
        ${selected > 0 ? html`<button class="link" @click=${this.clear}>Clear</button>` : nothing}
        ${this.fresh > 0 && selected === 0
          ? html`<button class="compact" @click=${this.refresh}>${icon("redo")} ${this.isSure ? "" : "up to "}${int(this.fresh)} new</button>`
          : nothing}
      </div>
      ${this.button("replay", "redo", "Replay")} ${this.button("export", "download", "Export")}
      ${this.button("discard", "trash", "Discard", "danger")}
    </div>`;
  }

  table(found) {
    return html`<r-table
        label="Dead letters"
        .columns=${COLUMNS}
        .rows=${found.items}
        .href=${addressOf}
        .nameOf=${nameOf}
        .selected=${this.selected}
        @select=${(event) => {
          this.selected = event.detail;
          this.all = false;
        }}
      ></r-table>
      ${pages(found, this.query)}`;
  }

  content() {
    const { found } = this;
    if (this.list.problem && !found) return html`<r-error .problem=${this.list.problem} .retry=${() => this.refresh()}></r-error>`;
    if (!found) return html`<div class="card loading">Reading dead letters…</div>`;
    return html`<r-error .problem=${this.list.problem} .retry=${() => this.refresh()}></r-error>
      <section class="card" aria-busy=${this.list.loading}>
        ${found.total === 0
          ? nothingFound(this.filter)
          : html`${this.toolbar(found)} ${found.items.length === 0 ? nothingHere() : this.table(found)}`}
      </section>`;
  }

  render() {
    const sources = status.get()?.sources.map((each) => each.source) ?? [];
    const fields = FIELDS.map((field) => (field.name === "source" && sources.length ? { ...field, options: sources } : field));
    return html`${pageHead({
        title: "Dead letters",
        text: "Events that the relay gave up, each with the reason. Correct the cause or the event, then replay.",
        actions: html`<r-personal-data></r-personal-data>`,
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
