/** A list with columns, which keyboard and pointer can walk through, and select in. */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { live } from "lit/directives/live.js";
import { navigate } from "../router.js";
import { View } from "../view.js";

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: any) => unknown} cell a template
 * @property {string} [kind] classes: "number" at the right, "wide" from 720 px, "wider" from 1100 px, "main"
 * @property {string} [sort] a name that the event `sort` carries; the page orders the rows
 */

/**
 * Properties: `columns`; `rows`; `label`, what the list is; `keyOf(row)`; `href(row)`, where a row
 * leads, or null; `selected`, a Set of keys, or null if nothing is selected; `sorted`, {name, down}.
 * Events: `select` with the new Set in detail, `sort` with {name, down}.
 */
class Table extends View {
  static properties = {
    columns: { attribute: false },
    rows: { attribute: false },
    label: {},
    keyOf: { attribute: false },
    href: { attribute: false },
    selected: { attribute: false },
    sorted: { attribute: false },
    at: { state: true },
  };

  constructor() {
    super();
    this.columns = [];
    this.rows = [];
    this.label = "";
    this.keyOf = (row) => row.id;
    this.href = () => null;
    this.selected = null;
    this.sorted = null;
    this.at = null;
  }

  keys() {
    return [
      { keys: "j", does: "Next row", run: () => this.move(1) },
      { keys: "k", does: "Row before", run: () => this.move(-1) },
      { keys: "Enter", does: "Open the row", run: (event) => this.open(event) },
      ...(this.selected === null ? [] : [{ keys: "x", does: "Select the row", run: () => this.toggle(this.at) }]),
    ];
  }

  move(step) {
    const keys = this.rows.map(this.keyOf);
    if (keys.length === 0) return;
    const next = keys.indexOf(this.at) + step;
    this.at = keys[Math.max(0, Math.min(keys.length - 1, this.at === null ? 0 : next))];
    this.updateComplete.then(() => this.querySelector("tr.at")?.scrollIntoView({ block: "nearest" }));
  }

  open(event) {
    if (event.target.closest?.("a, button, summary")) {
      event.target.click();
      return;
    }
    const row = this.rows.find((each) => this.keyOf(each) === this.at);
    const to = row && this.href(row);
    if (to) navigate(to);
  }

  toggle(key) {
    if (key === null) return;
    const next = new Set(this.selected);
    if (!next.delete(key)) next.add(key);
    this.select(next);
  }

  toggleAll() {
    const keys = this.rows.map(this.keyOf);
    const all = keys.every((key) => this.selected.has(key));
    const next = new Set(this.selected);
    for (const key of keys) if (all) next.delete(key);
      else next.add(key);
    this.select(next);
  }

  select(next) {
    this.dispatchEvent(new CustomEvent("select", { detail: next }));
  }

  follow(event, row) {
    const to = this.href(row);
    if (!to || event.target.closest("a, button, input, label, summary") || getSelection().toString() !== "") return;
    if (event.metaKey || event.ctrlKey) open(to, "_blank");
    else navigate(to);
  }

  heading(column) {
    if (!column.sort) return html`<th scope="col" class=${column.kind ?? ""}>${column.title}</th>`;
    const mine = this.sorted?.name === column.sort;
    const sort = { name: column.sort, down: mine ? !this.sorted.down : true };
    const order = !mine ? "none" : this.sorted.down ? "descending" : "ascending";
    return html`<th scope="col" class=${column.kind ?? ""} aria-sort=${order}>
      <button @click=${() => this.dispatchEvent(new CustomEvent("sort", { detail: sort }))}>
        ${column.title} ${mine ? (this.sorted.down ? "↓" : "↑") : ""}
      </button>
    </th>`;
  }

  row(row) {
    const key = this.keyOf(row);
    const isSelected = this.selected?.has(key) ?? false;
    return html`<tr
      class=${`${this.href(row) ? "linked" : ""} ${key === this.at ? "at" : ""}`}
      aria-selected=${this.selected === null ? nothing : isSelected}
      @click=${(event) => this.follow(event, row)}
    >
      ${this.selected === null
        ? nothing
        : html`<td class="check">
            <input type="checkbox" aria-label="Select" .checked=${live(isSelected)} @change=${() => this.toggle(key)}>
          </td>`}
      ${this.columns.map((column) => html`<td class=${column.kind ?? ""}>${column.cell(row)}</td>`)}
    </tr>`;
  }

  render() {
    const all = this.rows.length > 0 && this.rows.every((row) => this.selected?.has(this.keyOf(row)));
    return html`<table aria-label=${this.label}>
      <thead>
        <tr>
          ${this.selected === null
            ? nothing
            : html`<th class="check">
                <input type="checkbox" aria-label="Select this page" .checked=${live(all)} @change=${this.toggleAll}>
              </th>`}
          ${this.columns.map((column) => this.heading(column))}
        </tr>
      </thead>
      <tbody>
        ${repeat(this.rows, this.keyOf, (row) => this.row(row))}
      </tbody>
    </table>`;
  }
}

customElements.define("r-table", Table);
