/** Search and filters above a list. What is chosen stands in the address, so that it can be shared and kept. */
import { html, nothing } from "lit";
import { icon } from "../icons.js";
import { route, setQuery } from "../router.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

const FIRST_PAGE = { cursor: null, page: null };

/**
 * @typedef {object} Field
 * @property {string} name of the parameter
 * @property {string} label
 * @property {string[] | [string, string][]} [options] values, or values with their words; without it, text is typed
 * @property {string} [hint] an example
 */

/**
 * Properties: `fields`; `search`, the field of the large box, or null; `placeholder` of that box;
 * `read(text)`, what its text changes in the address, if that is more than the field of the box.
 * Each change takes the parameters of the page of a list, `cursor` and `page`, out.
 */
class Filters extends View {
  static properties = {
    fields: { attribute: false },
    search: { attribute: false },
    placeholder: {},
    read: { attribute: false },
    open: { state: true },
  };

  constructor() {
    super();
    this.fields = [];
    this.search = null;
    this.placeholder = "Search";
    this.read = (text) => ({ [this.search.name]: text });
    this.open = false;
    new Watch(this, route);
  }

  keys() {
    return [{ keys: "/", does: "Search", run: () => this.querySelector("input")?.select() }];
  }

  value(name) {
    return route.get().query.get(name) ?? "";
  }

  set(name, value) {
    if (value.trim() !== this.value(name)) setQuery({ [name]: value.trim(), ...FIRST_PAGE });
  }

  submit(event) {
    event.preventDefault();
    const box = this.querySelector(".search input");
    setQuery({ ...this.read(box.value.trim()), ...FIRST_PAGE });
    // what the text became may be other filters, which stand below the box then
    box.value = this.value(this.search.name);
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
        : html`<input name=${field.name} .value=${value} placeholder=${field.hint ?? nothing} @change=${change}>`}
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
        @click=${() => setQuery({ ...Object.fromEntries(set.map((field) => [field.name, null])), ...FIRST_PAGE })}
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
                .value=${this.value(this.search.name)}
              >
              <kbd aria-hidden="true">/</kbd>
            </label>`
          : nothing}
        ${this.fields.length
          ? html`<button type="button" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>${icon("filter")} Filters</button>`
          : nothing}
        ${this.open ? html`<div class="more">${this.fields.map((field) => this.input(field))}</div>` : nothing}
      </form>
      ${this.chips()}`;
  }
}

customElements.define("r-filters", Filters);
