/** The dialog that lists the keys. */
import { html, render } from "lit";
import { boundKeys } from "../keys.js";
import { openDialog } from "./dialog.js";

function list(title, bindings) {
  return html`<section>
    <h3>${title}</h3>
    <dl class="facts keys">
      ${bindings.map(
        (each) =>
          html`<dt>${each.keys.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt>
            <dd>${each.does}</dd>`,
      )}
    </dl>
  </section>`;
}

/** Shows the keys that are bound now. */
export function showKeys() {
  const all = boundKeys();
  const pages = all.filter((each) => each.keys.startsWith("g "));
  openDialog((dialog) =>
    render(
      html`<div class="content">
        <div class="row">
          <h2 id="keys-title">Keys</h2>
          <button class="quiet end" @click=${() => dialog.close()}>Close</button>
        </div>
        <div class="keys-columns">
          ${list("Here", all.filter((each) => !each.keys.startsWith("g ")))} ${list("Go to", pages)}
        </div>
      </div>`,
      dialog,
    ),
  { labelledBy: "keys-title" });
}
