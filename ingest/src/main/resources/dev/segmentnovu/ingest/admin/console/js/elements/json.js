/** JSON, indented and coloured, with a button that copies it. */
import { html, nothing } from "lit";
import "./copy.js";
import { indented } from "../raw-json.js";
import { View } from "../view.js";

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** @param {string} text JSON @returns {(string | import("lit").TemplateResult)[]} */
function coloured(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [all, string, colon] = match;
    parts.push(text.slice(end, match.index));
    if (string === undefined) parts.push(html`<span class="value">${all}</span>`);
    else if (colon === undefined) parts.push(html`<span class="text">${string}</span>`);
    else parts.push(html`<span class="key">${string}</span>${colon}`);
    end = match.index + all.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/**
 * Properties: `value`, anything that JSON can hold, of which a text is shown as it is; or `raw`, the
 * text of JSON, whose numbers keep their notation; `what` it is, for labels. Null shows nothing.
 */
class Json extends View {
  static properties = { value: { attribute: false }, raw: {}, what: {} };

  constructor() {
    super();
    this.value = undefined;
    this.raw = null;
    this.what = "the JSON";
  }

  render() {
    if (this.raw === null ? (this.value ?? null) === null : this.raw === "null") return nothing;
    const isText = this.raw === null && typeof this.value === "string";
    const text = isText ? this.value : this.raw === null ? JSON.stringify(this.value, null, 2) : indented(this.raw);
    return html`<pre tabindex="0" role="region" aria-label=${this.what}>${isText ? text : coloured(text)}</pre>
      <r-copy .text=${text} .what=${this.what}></r-copy>`;
  }
}

customElements.define("r-json", Json);
