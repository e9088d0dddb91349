/** Settings: what this process runs with, and where each value comes from. */
import { html, nothing } from "lit";
import "../elements/empty.js";
import "../elements/error.js";
import "../elements/filters.js";
import { pageHead } from "../elements/page-head.js";
import { api } from "../api.js";
import { count } from "../format.js";
import { Poll } from "../poll.js";
import { setQuery } from "../router.js";
import { Page } from "../view.js";
import { fileState } from "./settings/file.js";
import { groups } from "./settings/groups.js";

const PERIOD_MILLIS = 10_000;

class SettingsPage extends Page {
  constructor() {
    super();
    this.answer = new Poll(this, (signal) => api.get("/admin/settings", {}, { signal }), { everyMillis: PERIOD_MILLIS });
  }

  get onlyChanged() {
    return this.query("show") === "changed";
  }

  matching(items) {
    const text = this.query("text").toLowerCase();
    return items.filter(
      (each) =>
        (!this.onlyChanged || !each.isDefault) &&
        (text === "" || [each.path, each.variable ?? "", each.description].some((part) => part.toLowerCase().includes(text))),
    );
  }

  choices(items) {
    const changed = items.filter((each) => !each.isDefault).length;
    const choice = (name, title) =>
      html`<button aria-pressed=${this.query("show") === name} @click=${() => setQuery({ show: name })}>${title}</button>`;
    return html`<div class="choices" role="group" aria-label="What to show">
      ${choice("", html`All <span class="muted">${items.length}</span>`)} ${choice("changed", html`Not the default <span class="muted">${changed}</span>`)}
    </div>`;
  }

  content({ items, ...file }) {
    const found = this.matching(items);
    return html`
      ${fileState(file)}
      <r-filters .search=${{ name: "text", label: "Text" }} placeholder="Search for a path, a variable or a word" .fields=${[]}></r-filters>
      ${found.length === 0
        ? html`<r-empty
            class="card"
            heading="No setting is like this"
            shape="search"
            .text=${`There are ${count(items.length, "setting")}. Search for another word, or show all.`}
          ></r-empty>`
        : groups(found)}
    `;
  }

  render() {
    const { value } = this.answer;
    return html`
      ${pageHead({
        title: "Settings",
        text: "What the process that answers runs with. Secrets are never shown.",
        actions: value ? this.choices(value.items) : nothing,
      })}
      <div class="stack">
        <r-error .problem=${this.answer.problem} .retry=${() => this.answer.refresh()}></r-error>
        ${value ? this.content(value) : this.answer.problem ? nothing : html`<p class="loading">Asking the relay…</p>`}
      </div>
    `;
  }
}

customElements.define("page-settings", SettingsPage);
