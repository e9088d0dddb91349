/** Why something failed, and what to do about it. */
import { html, nothing } from "lit";
import { icon } from "../icons.js";
import { View } from "../view.js";

/** Properties: `problem`, an error of js/api.js, or null for nothing; `retry`, a function, or null. */
class ErrorNote extends View {
  static properties = { problem: { attribute: false }, retry: { attribute: false } };

  constructor() {
    super();
    this.problem = null;
    this.retry = null;
  }

  render() {
    if (!this.problem) return nothing;
    const more = this.problem.errors ?? [];
    return html`<div class="note bad" role="alert">
      ${icon("alert")}
      <div>
        ${this.problem.message}
        ${more.length
          ? html`<ul>
              ${more.map((each) => html`<li><strong>${each.where}</strong> ${each.detail}</li>`)}
            </ul>`
          : nothing}
      </div>
      ${this.retry ? html`<button class="compact" @click=${this.retry}>Try again</button>` : nothing}
    </div>`;
  }
}

customElements.define("r-error", ErrorNote);
