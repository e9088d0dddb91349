/** Whether the process uses the configuration file as it is. */
import { html } from "lit";
import { refusedFile } from "../../elements/refused-file.js";
import "../../elements/time.js";
import { icon } from "../../icons.js";

/** @param {import("../../elements/refused-file.js").Configuration} configuration */
export function fileState(configuration) {
  const { file, loadedAt, valid } = configuration;
  if (!valid) return refusedFile(configuration);
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
