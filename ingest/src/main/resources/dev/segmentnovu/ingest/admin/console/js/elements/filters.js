/** Search and filters above a list. What is chosen stands in the address, so that it can be shared and kept. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../icons.js";
import { bindKeys } from "../keys.js";
import { route, setQuery } from "../router.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

/**
 * @typedef {object} Field
 * @property {string} name of the parameter
 * @property {string} label
 * @property {string[] | [string, string][]} [options] values, or values with their words; without it, text is typed
 * @property {string} [hint] an example
 */

/**
 * Properties: `fields`; `search`, the field of the large box, or null; `placeholder` of that box.
 * Each change goes to the address and takes the parameter `cursor` out.
 */
class Filters extends View {
  static properties = {
    fields: { attribute: false },
    search: { attribute: false },
    placeholder: {},
    open: { state: true },
  };

  constructor() {
    super();
    this.fields = [];
    this.search = null;
    this.placeholder = "Search";
    this.open = false;
    new Watch(this, route);
  }

  connectedCallback() {
    super.connectedCallback();
    this.stop = bindKeys([{ keys: "/", does: "Search", run: () => this.querySelector("input")?.select() }]);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  value(name) {
    return route.get().query.get(name) ?? "";
  }

  set(name, value) {
    if (value.trim() !== this.value(name)) setQuery({ [name]: value.trim(), cursor: null });
  }

  submit(event) {
    event.preventDefault();
    const entries = [...new FormData(event.target)].map(([name, value]) => [name, value.trim()]);
    setQuery({ ...Object.fromEntries(entries), cursor: null });
  }

  input(field) {
    const value = this.value(field.name);
    const change = (event) => this.set(field.name, event.target.value);
    return html`<label class="field">
      <span>${field.label}</span>
      ${field.options
        ? html`<select name=${field.name} @change=${change}>
            <option value="" ?selected=${value === ""}>Any</option>
            ${field.options.map((option) => {
              const [key, words] = Array.isArray(option) ? option : [option, option];
              return html`<option value=${key} ?selected=${value === key}>${words}</option>`;
            })}
          </select>`
        : html`<input name=${field.name} .value=${live(value)} placeholder=${field.hint ?? nothing} @change=${change}>`}
    </label>`;
  }

  chips() {
    const set = [...(this.search ? [this.search] : []), ...this.fields].filter((field) => this.value(field.name) !== "");
    if (set.length === 0) return nothing;
    return html`<div class="chips" role="group" aria-label="Filters">
      ${set.map(
        (field) =>
          html`<span class="chip">
            <span>${field.label}: <strong>${this.value(field.name)}</strong></span>
            <button aria-label=${`Remove the filter ${field.label}`} @click=${() => this.set(field.name, "")}>${icon("close")}</button>
          </span>`,
      )}
      <button
        class="quiet compact"
        @click=${() => setQuery(Object.fromEntries([...set.map((field) => [field.name, null]), ["cursor", null]]))}
      >
        Clear
      </button>
    </div>`;
  }

  render() {
    return html`<form role="search" @submit=${this.submit}>
        ${this.search
          ? html`<label class="search">
              <span class="unseen">${this.search.label}</span>
              ${icon("search")}
              <input
                type="text"
                name=${this.search.name}
                autocomplete="off"
                spellcheck="false"
                placeholder=${this.placeholder}
                .value=${live(this.value(this.search.name))}
              >
              <kbd aria-hidden="true">/</kbd>
            </label>`
          : nothing}
        <button type="button" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>${icon("filter")} Filters</button>
        ${this.open ? html`<div class="more">${this.fields.map((field) => this.input(field))}</div>` : nothing}
      </form>
      ${this.chips()}`;
  }
}

customElements.define("r-filters", Filters);
