/** The head of a page: where one is, one sentence on what one sees, and what one can do. */
import { html, nothing } from "lit";
import { icon } from "../icons.js";

/**
 * @param {object} head
 * @param {string | import("lit").TemplateResult} head.title
 * @param {string | import("lit").TemplateResult} [head.text]
 * @param {import("lit").TemplateResult | typeof nothing} [head.actions]
 * @param {{href: string, text: string}} [head.parent] the list that a thing is in
 */
export function pageHead({ title, text, actions = nothing, parent }) {
  return html`<header class="page-head">
    <div>
      ${parent ? html`<a class="crumb row" href=${parent.href}>${icon("back")}${parent.text}</a>` : nothing}
      <h1 tabindex="-1">${title}</h1>
      ${text ? html`<p>${text}</p>` : nothing}
    </div>
    ${actions === nothing ? nothing : html`<div class="actions">${actions}</div>`}
  </header>`;
}
