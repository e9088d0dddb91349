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
 */

/**
 * Properties: `columns`; `rows`; `label`, what the list is; `keyOf(row)`; `href(row)`, where a row
 * leads, or null; `selected`, a Set of keys, or null if nothing is selected; `nameOf(row)`, what its
 * checkbox selects, in words. Event: `select` with the new Set in detail.
 */
class Table extends View {
  static properties = {
    columns: { attribute: false },
    rows: { attribute: false },
    label: {},
    keyOf: { attribute: false },
    href: { attribute: false },
    selected: { attribute: false },
    nameOf: { attribute: false },
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
    this.nameOf = this.keyOf;
    this.at = null;
  }

  keys() {
    return [
      { keys: "j", does: "Next row", run: () => walk(1), when: () => tables().length > 0 },
      { keys: "k", does: "Row before", run: () => walk(-1), when: () => tables().length > 0 },
      { keys: "Enter", does: "Open the row", run: () => present().open(), when: opens },
      ...(this.selected === null ? [] : [{ keys: "x", does: "Select the row", run: () => this.toggle(this.at) }]),
    ];
  }

  /** Where the row of the keyboard is; -1 if it is in no row of this table. */
  get index() {
    return this.at === null ? -1 : this.rows.findIndex((row) => this.keyOf(row) === this.at);
  }

  /** Moves the keyboard to a row, which gets the focus; null to none. */
  goTo(index) {
    this.at = index === null ? null : this.keyOf(this.rows[index]);
    this.updateComplete.then(() => this.querySelector("tr.at")?.focus());
  }

  /** Where the row of the keyboard leads; null if it leads nowhere, or there is none. */
  get target() {
    return this.index < 0 ? null : this.href(this.rows[this.index]);
  }

  open() {
    navigate(this.target);
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

  row(row) {
    const key = this.keyOf(row);
    const isSelected = this.selected?.has(key) ?? false;
    return html`<tr
      class=${`${this.href(row) ? "linked" : ""} ${key === this.at ? "at" : ""}`}
      tabindex=${key === this.at ? "-1" : nothing}
      aria-current=${key === this.at ? "true" : nothing}
      aria-selected=${this.selected === null ? nothing : isSelected}
      @click=${(event) => this.follow(event, row)}
    >
      ${this.selected === null
        ? nothing
        : html`<td class="check">
            <input type="checkbox" aria-label=${`Select ${this.nameOf(row)}`} .checked=${live(isSelected)} @change=${() => this.toggle(key)}>
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
          ${this.columns.map((column) => html`<th scope="col" class=${column.kind ?? ""}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${repeat(this.rows, this.keyOf, (row) => this.row(row))}
      </tbody>
    </table>`;
  }
}

/** The tables of the page that have rows: the keys walk from one to the next. */
function tables() {
  return [...document.querySelectorAll("#page r-table")].filter((table) => table.rows.length > 0);
}

/** The table in which the row of the keyboard is; by default the first. */
function present() {
  const all = tables();
  return all.find((table) => table.index >= 0) ?? all[0];
}

/** Whether Enter opens a row: on a link or a button it does what they are for. */
function opens(event) {
  return !event.target.closest?.("a, button, summary") && Boolean(present()?.target);
}

function walk(step) {
  const table = present();
  if (!table) return;
  const next = table.index < 0 ? 0 : table.index + step;
  if (next >= 0 && next < table.rows.length) {
    table.goTo(next);
    return;
  }
  const neighbour = tables()[tables().indexOf(table) + step];
  if (!neighbour) return;
  table.goTo(null);
  neighbour.goTo(step > 0 ? 0 : neighbour.rows.length - 1);
}

customElements.define("r-table", Table);
