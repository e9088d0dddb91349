/** What an operator does to a source. */
import { html, render } from "lit";
import { api, path } from "../../api.js";
import { openDialog } from "../../elements/dialog.js";
import { refreshStatus } from "../../status.js";
import { say, sayProblem } from "../../toast.js";

const LONGEST_REASON = 200;

async function act(source, what, body, words) {
  try {
    await api.post(path`/admin/sources/${source}/` + what, body);
    say(words);
    await refreshStatus();
  } catch (error) {
    sayProblem(error);
  }
}

/** @param {string} source */
export function resume(source) {
  return act(source, "resume", undefined, `${source} runs again`);
}

/**
 * Asks why, and pauses the source.
 *
 * @param {string} source
 */
export function pause(source) {
  openDialog(
    (dialog) =>
      render(
        html`<form
          @submit=${(event) => {
            event.preventDefault();
            const reason = new FormData(event.target).get("reason").trim();
            dialog.close();
            act(source, "pause", reason ? { reason } : {}, `${source} is paused`);
          }}
        >
          <h2 id="pause-title">Pause the source ${source}</h2>
          <p class="muted">
            Its events are still accepted, and wait. What is being sent is finished. Nothing is lost, and you can resume it at any time.
          </p>
          <label class="field">
            <span>Why, for other operators (optional)</span>
            <input name="reason" maxlength=${LONGEST_REASON} placeholder="Novu is being updated" autocomplete="off" autofocus>
          </label>
          <div class="actions">
            <button type="button" @click=${() => dialog.close()}>Keep it running</button>
            <button class="primary">Pause ${source}</button>
          </div>
        </form>`,
        dialog,
      ),
    { labelledBy: "pause-title", small: true },
  );
}
