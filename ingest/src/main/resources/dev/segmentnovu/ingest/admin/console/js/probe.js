/** Asks Novu whether it takes the key of a source. */
import { html, nothing } from "lit";
import { api, path } from "./api.js";
import { icon } from "./icons.js";
import { duration } from "./format.js";

/**
 * @typedef {object} Probed
 * @property {boolean} [busy] whether the answer is still to come
 * @property {any} [answer]
 * @property {Error} [problem] why there is none
 * @property {Date} [at]
 */

/** @param {string} source @returns {Promise<Probed>} */
export async function probe(source) {
  try {
    return { answer: await api.post(path`/admin/sources/${source}/probe`), at: new Date() };
  } catch (problem) {
    return { problem, at: new Date() };
  }
}

/** @param {Probed | null} probed null if nobody asked */
export function probeResult(probed) {
  if (probed === null) return nothing;
  if (probed.busy) return html`<div class="note" role="status">${icon("clock")}<div>A worker asks Novu…</div></div>`;
  if (probed.problem) return html`<r-error .problem=${probed.problem}></r-error>`;
  const { ok, status, message, tookMillis } = probed.answer;
  return html`<div class=${ok ? "note ok" : "note bad"} role="status">
    ${icon(ok ? "check" : "alert")}
    <div>
      <strong>${ok ? "Novu takes the key." : "Novu does not take the key."}</strong> ${message}
      <span class="muted">${status === null ? "" : `${status}, `}after ${duration(tookMillis / 1000)}</span>
    </div>
  </div>`;
}
