/** What became of an action on many dead letters. */
import { html, nothing } from "lit";
import { api, hasToken, path } from "../../api.js";
import { command } from "../../elements/command.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { sayProblem } from "../../toast.js";

const DONE = { replay: "wait for delivery again", discard: "are deleted", export: "are ready" };
const STATES = { done: ["ok", "check", "Done."], cancelled: ["warn", "stop", "Cancelled."], failed: ["bad", "alert", "Failed."] };

/** Above so many, a browser holds too much in memory: the command streams into a file. */
const MOST_IN_BROWSER = 20_000;

const KEPT_MILLIS = 60_000;

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLIS);
}

async function download(id) {
  try {
    const response = await api.stream(path`/admin/jobs/${id}/result`);
    save(await response.blob(), `dead-letters-${id}.ndjson`);
  } catch (error) {
    sayProblem(error);
  }
}

function button(run) {
  return html`<div><button class="primary" @click=${run}>${icon("download")} Download the file</button></div>`;
}

function result(progress, lines) {
  if (progress.jobId === null) {
    return button(() => save(new Blob(lines.map((line) => `${line}\n`), { type: "application/x-ndjson" }), "dead-letters.ndjson"));
  }
  const address = path`/admin/jobs/${progress.jobId}/result`;
  const token = hasToken() ? ' -H "Authorization: Bearer $RELAY_ADMIN_TOKEN"' : "";
  return html`${progress.total <= MOST_IN_BROWSER
      ? button(() => download(progress.jobId))
      : nothing}
    <p class="muted small">The same in a terminal${progress.total > MOST_IN_BROWSER ? ", which suits so many better" : ""}:</p>
    ${command(`curl -s${token} ${location.origin}${address} > dead-letters.ndjson`)}`;
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
 * @param {string[]} lines what an export of selected ones has read
 */
export function outcome(progress, action, lines) {
  const [tone, shape, word] = STATES[progress.state];
  return html`<div class="note ${tone}" role="status">
      ${icon(shape)}
      <div>
        <strong>${word}</strong> ${int(progress.acted)} ${DONE[action]}.
        ${progress.gone ? html`${int(progress.gone)} were gone before it reached them.` : nothing} ${progress.error ?? nothing}
        ${progress.failures.length ? html`<ul class="stack">${progress.failures.map(failure)}</ul>` : nothing}
      </div>
    </div>
    ${action === "export" && progress.state === "done" ? result(progress, lines) : nothing}`;
}
