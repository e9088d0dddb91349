/** Audit: what operators changed, and that they were shown personal data. */
import { html, nothing } from "lit";
import "../elements/empty.js";
import "../elements/error.js";
import "../elements/filters.js";
import { pageHead } from "../elements/page-head.js";
import "../elements/table.js";
import { download } from "../download.js";
import { count, int } from "../format.js";
import { icon } from "../icons.js";
import { Poll } from "../poll.js";
import { sayProblem } from "../toast.js";
import { Page } from "../view.js";
import { COLUMNS } from "./audit/columns.js";
import { readAudit } from "./audit/read.js";

const STEP = 50;

class AuditPage extends Page {
  static properties = { saving: { state: true } };

  constructor() {
    super();
    this.saving = false;
    this.wanted = STEP;
    // an entry does not change, so the page reads again only if somebody asks, or comes back to it
    this.entries = new Poll(this, (signal) => readAudit(this.filter, this.wanted, signal), { everyMillis: 0 });
  }

  willUpdate(changed) {
    const before = changed.get("route");
    if (before === undefined || before.query.toString() === this.route.query.toString()) return;
    this.wanted = STEP;
    this.entries.restart();
  }

  keys() {
    return [...super.keys(), { keys: "r", does: "Read again", run: () => this.entries.refresh() }];
  }

  get filter() {
    return { text: this.query("text"), by: this.query("by"), action: this.query("action"), source: this.query("source") };
  }

  more() {
    this.wanted += STEP;
    this.entries.refresh();
  }

  async export() {
    this.saving = true;
    try {
      await download("/admin/audit/export", "audit.ndjson");
    } catch (error) {
      sayProblem(error);
    }
    this.saving = false;
  }

  filters(value) {
    const known = (name) => value?.known[name] ?? [];
    return html`<r-filters
      .search=${{ name: "text", label: "Text" }}
      placeholder="Search in all that an entry says"
      .fields=${[
        { name: "by", label: "By", options: known("by") },
        { name: "action", label: "Action", options: known("action") },
        { name: "source", label: "Source", options: known("source") },
      ]}
    ></r-filters>`;
  }

  list(value) {
    if (value === undefined) return this.entries.problem ? nothing : html`<p class="loading card">Reading the log…</p>`;
    if (value.items.length === 0) {
      return value.read === 0
        ? html`<r-empty
            class="card"
            heading="Nobody has changed anything yet"
            shape="shield"
            .text=${"Each change by an operator, and each showing of personal data, becomes an entry: a replay, a pause, a user who was forgotten."}
          ></r-empty>`
        : html`<r-empty
            class="card"
            heading="No entry is like this"
            shape="search"
            .text=${`${count(value.read, "entry", "entries")} were looked at. Take a filter away.`}
          ></r-empty>`;
    }
    return html`<section class="card">
        <r-table label="Audit log" .columns=${COLUMNS} .rows=${value.items} .keyOf=${(row) => row.key}></r-table>
      </section>
      <div class="row muted small">
        <span role="status">
          ${value.isFiltered ? `${int(value.items.length)} of the ${count(value.read, "entry", "entries")} that were looked at` : `${count(value.items.length, "entry", "entries")}`}${value.hasMore ? "" : ", which are all"}.
        </span>
        ${value.hasMore ? html`<button class="end" aria-disabled=${this.entries.loading} @click=${this.more}>Show more</button>` : nothing}
      </div>`;
  }

  render() {
    const { value } = this.entries;
    return html`
      ${pageHead({
        title: "Audit",
        text: "What operators changed, and that they were shown personal data. The relay keeps the newest 10,000 entries; its log keeps all.",
        actions: html`
          <button @click=${() => this.entries.refresh()}>${icon("redo")} Read again</button>
          <button aria-disabled=${this.saving} @click=${() => this.saving || this.export()}>${icon("download")} Export</button>
        `,
      })}
      <div class="stack">
        <r-error .problem=${this.entries.problem} .retry=${() => this.entries.refresh()}></r-error>
        ${this.filters(value)} ${this.list(value)}
      </div>
    `;
  }
}

customElements.define("page-audit", AuditPage);
