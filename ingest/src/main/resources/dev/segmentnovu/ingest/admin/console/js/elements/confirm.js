/** Asks before something that cannot be undone. */
import { html, nothing, render } from "lit";
import { openDialog } from "./dialog.js";

/**
 * Asks a person. The title says what happens to how many of what: "Discard 4,213 dead letters".
 *
 * @param {object} question
 * @param {string} question.title
 * @param {string | import("lit").TemplateResult} [question.text] what follows from it
 * @param {string} question.action the words of the button
 * @param {boolean} [question.danger] whether something is lost
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, action, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    openDialog(
      (dialog) =>
        render(
          html`<form
            method="dialog"
            @submit=${(event) => {
              event.preventDefault();
              answer = true;
              dialog.close();
            }}
          >
            <h2 id="confirm-title">${title}</h2>
            ${text ? html`<div class="muted">${text}</div>` : nothing}
            <div class="actions">
              <button type="button" @click=${() => dialog.close()}>Keep things as they are</button>
              <button class=${danger ? "primary danger" : "primary"} autofocus>${action}</button>
            </div>
          </form>`,
          dialog,
        ),
      { labelledBy: "confirm-title", small: true, closed: () => resolve(answer) },
    );
  });
}
