/** Changes of the configuration and deployments, which the plots mark. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/time.js";
import { api } from "../../api.js";

const SHOWN = 5;

/**
 * @param {import("./spans.js").Span} span
 * @param {AbortSignal} signal
 * @returns {Promise<{at: string, kind: string, text: string}[]>} oldest first
 */
export async function readChanges(span, signal) {
  return (await api.get("/admin/marks", { from: span.from }, { signal })).items;
}

/** @param {{at: string, kind: string, text: string}[]} changes */
export function changeList(changes) {
  if (changes.length === 0) return nothing;
  return html`<section class="card">
    <header>
      <h2>Changes</h2>
      <span class="muted small">the plots mark them</span>
    </header>
    <ul class="rows change-lines">
      ${changes
        .slice(-SHOWN)
        .reverse()
        .map(
          (each) =>
            html`<li>
              <r-time .value=${each.at} clock></r-time>
              ${badge(each.kind, "idle", each.kind === "deployment" ? "send" : "gear")}
              <span class="break">${each.text}</span>
            </li>`,
        )}
    </ul>
  </section>`;
}
