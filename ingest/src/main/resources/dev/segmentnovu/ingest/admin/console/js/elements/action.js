/** A button that changes something: a viewer sees it, and why it does nothing for them. */
import { html } from "lit";
import { whyNot } from "../session.js";

/**
 * @param {object} action
 * @param {import("lit").TemplateResult | string | unknown[]} action.content what the button shows
 * @param {() => void} action.run
 * @param {string} [action.kind] classes of the button, such as "primary" or "danger compact"
 * @param {boolean} [action.busy] whether it does its work already
 * @param {string} [action.title]
 */
export function actionButton({ content, run, kind = "", busy = false, title = "" }) {
  const reason = whyNot();
  // aria-disabled and not disabled, so that the reason can be reached with keyboard and pointer
  return html`<button
    type="button"
    class=${kind}
    title=${reason ?? title}
    aria-disabled=${reason !== null || busy}
    @click=${() => reason === null && !busy && run()}
  >
    ${content}
  </button>`;
}
