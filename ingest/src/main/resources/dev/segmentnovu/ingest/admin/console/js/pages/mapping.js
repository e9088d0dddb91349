/** Mapping: which events trigger which workflow, what an event would send, and which have no workflow. */
import { html, nothing } from "lit";
import "../elements/error.js";
import { pageHead } from "../elements/page-head.js";
import { api } from "../api.js";
import { int } from "../format.js";
import { Poll } from "../poll.js";
import { setQuery } from "../router.js";
import { status } from "../status.js";
import { Watch } from "../value.js";
import { Page } from "../view.js";
import "./mapping/try.js";
import { rules } from "./mapping/rules.js";
import { unmapped } from "./mapping/unmapped.js";

const PERIOD_MILLIS = 10_000;

const TABS = [
  { name: "", title: "What runs" },
  { name: "try", title: "Try an event" },
  { name: "unmapped", title: "Unmapped" },
];

class MappingPage extends Page {
  constructor() {
    super();
    new Watch(this, status);
    this.answer = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
  }

  willUpdate(changed) {
    const before = changed.get("route");
    if (before !== undefined && before.query.get("source") !== this.route.query.get("source")) this.answer.restart();
  }

  async read(signal) {
    const query = { source: this.query("source") };
    const [mapping, names] = await Promise.all([
      api.get("/admin/mapping", query, { signal }),
      api.get("/admin/unmapped", query, { signal }),
    ]);
    return { mapping: mapping.items, unmapped: names.items };
  }

  get shown() {
    return TABS.find((each) => each.name === this.query("show")) ?? TABS[0];
  }

  actions() {
    const sources = status.get()?.sources ?? [];
    const chosen = this.query("source");
    return html`
      ${sources.length > 1
        ? html`<label>
            <span class="unseen">Source</span>
            <select @change=${(event) => setQuery({ source: event.target.value })}>
              <option value="" ?selected=${chosen === ""}>All sources</option>
              ${sources.map((each) => html`<option value=${each.source} ?selected=${chosen === each.source}>${each.source}</option>`)}
            </select>
          </label>`
        : nothing}
      <div class="choices" role="group" aria-label="What to show">
        ${TABS.map(
          (each) =>
            html`<button aria-pressed=${this.shown === each} @click=${() => setQuery({ show: each.name })}>
              ${each.title}${each.name === "unmapped" ? this.number() : nothing}
            </button>`,
        )}
      </div>
    `;
  }

  number() {
    const names = this.answer.value?.unmapped.filter((each) => !each.mapped).length ?? 0;
    return names === 0 ? nothing : html` <span class="muted">${int(names)}</span>`;
  }

  content() {
    const { value } = this.answer;
    if (this.shown.name === "try") {
      const sources = status.get()?.sources.map((each) => each.source) ?? [];
      return html`<r-try .sources=${sources} source=${this.query("source")}></r-try>`;
    }
    if (value === undefined) return this.answer.problem ? nothing : html`<p class="loading">Asking the relay…</p>`;
    return this.shown.name === "unmapped" ? unmapped(value.unmapped, value.mapping) : rules(value.mapping);
  }

  render() {
    return html`
      ${pageHead({
        title: "Mapping",
        text: "Which events trigger which workflow at Novu.",
        actions: this.actions(),
      })}
      <div class="stack">
        <r-error .problem=${this.answer.problem} .retry=${() => this.answer.refresh()}></r-error>
        ${this.content()}
      </div>
    `;
  }
}

customElements.define("page-mapping", MappingPage);
