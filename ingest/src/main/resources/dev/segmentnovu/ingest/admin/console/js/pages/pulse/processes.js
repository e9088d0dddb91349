/** How many processes work, in one line. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import { count } from "../../format.js";

/** @param {any} state of /admin/status, or null */
export function processes(state) {
  if (state === null) return nothing;
  const all = [...state.workers, ...state.ingests];
  const alive = (list) => list.filter((each) => each.alive).length;
  const silent = all.length - alive(all);
  return html`<p class="row muted small">
    <a href="/system">${count(alive(state.workers), "worker")} and ${count(alive(state.ingests), "ingest")}</a> at work
    ${silent > 0 ? html`${badge(`${count(silent, "process", "processes")} silent`, "warn")}` : nothing}
  </p>`;
}
