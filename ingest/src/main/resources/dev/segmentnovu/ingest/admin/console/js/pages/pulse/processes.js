/** How many processes work, in one line. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import { count, percent } from "../../format.js";

/** From here on it is shown that the memory of Redis comes to its end. */
const NEARLY_FULL = 0.9;

/** The worst that is known of a source hides that Redis is full: so it is said here, too. */
function memory({ usedBytes, maxBytes }) {
  if (!maxBytes || usedBytes < NEARLY_FULL * maxBytes) return nothing;
  return html`<a href="/system">${badge(`Redis uses ${percent(usedBytes, maxBytes)} of its memory`, "bad")}</a>`;
}

/** @param {any} state of /admin/status, or null */
export function processes(state) {
  if (state === null) return nothing;
  const all = [...state.workers, ...state.ingests];
  const alive = (list) => list.filter((each) => each.alive).length;
  const silent = all.length - alive(all);
  return html`<p class="row muted small">
    <a href="/system">${count(alive(state.workers), "worker")} and ${count(alive(state.ingests), "ingest")}</a> at work
    ${memory(state.redis)}
    ${silent > 0 ? html`${badge(`${count(silent, "process", "processes")} silent`, "warn")}` : nothing}
  </p>`;
}
