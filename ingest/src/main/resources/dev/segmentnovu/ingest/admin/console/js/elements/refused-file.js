/** A change of the configuration file that was refused: who does not know it looks in vain for what the change does. */
import { html, nothing } from "lit";
import { command } from "./command.js";
import "./time.js";
import { count } from "../format.js";
import { icon } from "../icons.js";

/** @typedef {{file: string | null, loadedAt: string, valid: boolean, problems: string[]}} Configuration */

/**
 * Says why the file was refused, what runs instead, and what to do; nothing if the file is in use.
 *
 * @param {Configuration | undefined} configuration of /admin/status or /admin/settings
 * @param {{most?: number}} [options] most: so many problems are listed, and a link leads to Settings
 */
export function refusedFile(configuration, { most } = {}) {
  if (configuration?.valid ?? true) return nothing;
  const { file, loadedAt, problems } = configuration;
  const more = problems.length - (most ?? problems.length);
  return html`<div class="note bad" role="alert">
    ${icon("alert")}
    <div class="stack tight">
      <p class="break">
        <strong>The change of ${file ?? "the configuration"} was refused.</strong> The relay goes on with the settings that it took up
        <r-time .value=${loadedAt}></r-time>.
      </p>
      <ul class="problems">
        ${problems.slice(0, most).map((each) => html`<li class="break">${each}</li>`)}
        ${more > 0 ? html`<li>and ${count(more, "further problem")}</li>` : nothing}
      </ul>
      <p>Correct the file; the relay takes it up within two seconds. This tests it first:</p>
      <div class="row">
        ${command("./relay check")} ${most === undefined ? nothing : html`<a href="/settings">Settings: all problems, and what runs</a>`}
      </div>
    </div>
  </div>`;
}
