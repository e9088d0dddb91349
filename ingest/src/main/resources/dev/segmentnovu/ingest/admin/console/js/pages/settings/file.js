/** Whether the process uses the configuration file as it is. */
import { html } from "lit";
import { command } from "../../elements/command.js";
import "../../elements/time.js";
import { icon } from "../../icons.js";

function problem(each) {
  return typeof each === "string" ? html`<li>${each}</li>` : html`<li><code>${each.path}</code> ${each.problem}</li>`;
}

/** @param {{file: string | null, loadedAt: string, valid: boolean, problems: any[]}} file */
export function fileState({ file, loadedAt, valid, problems }) {
  if (!valid) {
    return html`<div class="note bad" role="alert">
      ${icon("alert")}
      <div class="stack tight">
        <p><strong>The change of ${file ?? "the configuration"} was refused.</strong> The relay goes on with what it had.</p>
        <ul class="problems">
          ${problems.map(problem)}
        </ul>
        <p>Correct the file; the relay takes it up within two seconds. This tests it first:</p>
        ${command("./relay check")}
      </div>
    </div>`;
  }
  return file === null
    ? html`<div class="note">
        ${icon("info")}
        <div>
          There is no configuration file: environment variables and defaults apply, and a change needs a restart. With a relay.yaml, the
          relay takes up changes of sources and alerts while it runs.
        </div>
      </div>`
    : html`<div class="note ok">
        ${icon("check")}
        <div>
          <strong>In use as it is:</strong> <code>${file}</code>, since <r-time .value=${loadedAt}></r-time>. Sources, defaults, alerts and
          tokens change while the relay runs; anything else needs a restart.
        </div>
      </div>`;
}
