/** Search and filters above a list. What is chosen stands in the address, so that it can be shared and kept. */
import { html, nothing } from "lit";
import { icon } from "../icons.js";
import { navigate, route } from "../router.js";
import { Watch } from "../value.js";
import { View } from "../view.js";

const FIRST_PAGE = { cursor: null, page: null };

/**
 * Changes parts of the address.
 *
 * @param {Record<string, string | string[]>} changes an empty value takes its name out; of an array, each value stands there
 */
function change(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, values] of Object.entries({ ...changes, ...FIRST_PAGE })) {
    query.delete(name);
    for (const value of [values ?? []].flat()) if (value !== "") query.append(name, value);
  }
  const text = query.toString();
  navigate(location.pathname + (text ? `?${text}` : ""));
}

/**
 * @typedef {object} Field
 * @property {string} name of the parameter
 * @property {string} label
 * @property {string[] | [string, string][]} [options] values, or values with their words; without it, text is typed
 * @property {string} [hint] an example
 * @property {boolean} [many] whether it may have several values, all of which must match
 */

/**
 * Properties: `fields`; `search`, the field of the large box, or null; `placeholder` of that box;
 * `read(text, query)`, what its text changes in the address, if that is more than the field of the box.
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

  set(field, value) {
    const text = value.trim();
    if (!field.many) {
      if (text !== this.value(field.name)) change({ [field.name]: text });
    } else if (text !== "") {
      change({ [field.name]: [...new Set([...route.get().query.getAll(field.name), text])] });
    }
  }

  /** Takes one value of a field out. */
  remove(field, value) {
    change({ [field.name]: route.get().query.getAll(field.name).filter((each) => each !== value) });
  }

  submit(event) {
    event.preventDefault();
    const box = this.querySelector(".search input");
    change(this.read(box.value.trim(), route.get().query));
    // what the text became may be other filters, which stand below the box then
    box.value = this.value(this.search.name);
  }

  input(field) {
    // a further value of a field is typed into an empty box
    const value = field.many ? "" : this.value(field.name);
    const changed = (event) => {
      this.set(field, event.target.value);
      if (field.many) event.target.value = "";
    };
    return html`<label class="field">
      <span>${field.label}</span>
      ${field.options
        ? html`<select name=${field.name} @change=${changed}>
            <option value="" ?selected=${value === ""}>Any</option>
            ${field.options.map((option) => {
              const [key, words] = Array.isArray(option) ? option : [option, option];
              return html`<option value=${key} ?selected=${value === key}>${words}</option>`;
            })}
          </select>`
        : html`<input name=${field.name} .value=${value} placeholder=${field.hint ?? nothing} @change=${changed}>`}
    </label>`;
  }

  chips() {
    const all = [...(this.search ? [this.search] : []), ...this.fields];
    const set = all.flatMap((field) => route.get().query.getAll(field.name).filter(Boolean).map((value) => ({ field, value })));
    if (set.length === 0) return nothing;
    return html`<div class="chips" role="group" aria-label="Filters">
      ${set.map(
        ({ field, value }) =>
          html`<span class="chip">
            <span>${field.label}: <strong>${value}</strong></span>
            <button aria-label=${`Remove the filter ${field.label} ${value}`} @click=${() => this.remove(field, value)}>${icon("close")}</button>
          </span>`,
      )}
      <button
        class="quiet compact"
        @click=${() => change(Object.fromEntries(set.map(({ field }) => [field.name, ""])))}
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
