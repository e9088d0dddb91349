/** Numbers side by side, each with its name. */
import { html, nothing } from "lit";

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {string | import("lit").TemplateResult} value
 * @property {string | import("lit").TemplateResult} [text] what it means, or how it came about
 * @property {"ok" | "warn" | "bad"} [tone]
 * @property {string | null} [href] where it is explained
 */

/**
 * @param {string} label what the numbers are about
 * @param {Figure[]} list
 */
export function figures(label, list) {
  return html`<section class="card" aria-label=${label}>
    <dl class="figures">
      ${list.map(
        ({ name, value, text, tone = "", href }) =>
          html`<div class=${tone}>
            <dt>${name}</dt>
            <dd class="value">${href ? html`<a href=${href}>${value}</a>` : value}</dd>
            ${text ? html`<dd class="muted small">${text}</dd>` : nothing}
          </div>`,
      )}
    </dl>
  </section>`;
}
