/** What became of an action on many dead letters. */
import { html, nothing } from "lit";
import { command } from "../../elements/command.js";
import { downloadExport, exportCommand, MOST_IN_BROWSER } from "../../export.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { sayProblem } from "../../toast.js";

const DONE = { replay: "wait for delivery again", discard: "are deleted", export: "are ready" };
const STATES = { done: ["ok", "check", "Done."], cancelled: ["warn", "stop", "Cancelled."], failed: ["bad", "alert", "Failed."] };

async function download(id) {
  try {
    await downloadExport(id);
  } catch (error) {
    sayProblem(error);
  }
}

function result(progress) {
  return html`${progress.total <= MOST_IN_BROWSER
      ? html`<div><button class="primary" @click=${() => download(progress.jobId)}>${icon("download")} Download the file</button></div>`
      : nothing}
    <p class="muted small">The same in a terminal${progress.total > MOST_IN_BROWSER ? ", which suits so many better" : ""}:</p>
    ${command(exportCommand(progress.jobId))}`;
}

function failure(each) {
  return html`<li>
    <strong>${count(each.count, "stays", "stay")}</strong>: ${each.message}
    ${each.examples.map((id) => html` <a class="mono" href=${`/dead-letters/${encodeURIComponent(id)}`}>${id}</a>`)}
  </li>`;
}

/**
 * @param {import("./run.js").Progress} progress that has ended
 * @param {"replay" | "discard" | "export"} action
 */
export function outcome(progress, action) {
  const [tone, shape, word] = STATES[progress.state];
  return html`<div class="note ${tone}" role="status">
      ${icon(shape)}
      <div>
        <strong>${word}</strong> ${int(progress.acted)} ${DONE[action]}.
        ${progress.gone ? html`${int(progress.gone)} were gone before it reached them.` : nothing} ${progress.error ?? nothing}
        ${progress.failures.length ? html`<ul class="stack">${progress.failures.map(failure)}</ul>` : nothing}
      </div>
    </div>
    ${action === "export" && progress.state === "done" ? result(progress) : nothing}`;
}
