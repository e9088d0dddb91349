/** What a job would do, shown with the first dead letters that it would handle. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/json.js";
import { count, int } from "../../format.js";

function sends(sample) {
  if (sample.failure) {
    return html`${badge("stays", "warn")} <span class="muted">${sample.failure.message}</span>`;
  }
  if (sample.wouldSend.length === 0) return html`<span class="muted">nothing would be sent</span>`;
  return html`<code>${sample.wouldSend.map((each) => `${each.method} ${each.path}`).join(", ")}</code>`;
}

function sample(each, action) {
  const bodies = each.wouldSend.filter((call) => call.body !== null);
  const line = html`<span class="clip"><strong>${each.event ?? each.type ?? each.id}</strong> <span class="muted">of ${each.userId}</span></span>`;
  if (action !== "replay") return html`<li class="sample">${line}</li>`;
  if (bodies.length === 0) return html`<li class="sample">${line}<div>${sends(each)}</div></li>`;
  return html`<li>
    <details>
      <summary class="sample">${line}<span class="clip">${sends(each)}</span></summary>
      ${bodies.map((call) => html`<r-json .raw=${call.body} what=${`the body of ${call.method} ${call.path}`}></r-json>`)}
    </details>
  </li>`;
}

/**
 * @param {import("./plan.js").Plan | null} found null while there is none
 * @param {"replay" | "discard" | "export"} action
 * @param {boolean} failed whether none could be made
 */
export function plan(found, action, failed) {
  if (found === null) return html`<p class="muted plan">${failed ? nothing : "Asking the relay what would happen…"}</p>`;
  if (found.count === 0) return html`<p class="plan">None is left.</p>`;
  const none = action === "replay" ? found.samples.filter((each) => !each.failure && each.wouldSend.length === 0).length : 0;
  const staying = found.samples.filter((each) => each.failure).length;
  return html`<section class="plan">
    <h3>${action === "replay" ? "What would be sent" : "What it is about"}</h3>
    <p class="muted small">
      ${found.reasons.map((each) => `${int(each.count)} ${each.value ?? "unreadable"}`).join(", ")}${found.gone > 0 ? `, ${int(found.gone)} gone already` : nothing}.
      The first ${count(found.samples.length, "dead letter")} of ${int(found.count)}:
      ${none > 0 ? html`<strong>For ${int(none)} of these, nothing would be sent.</strong>` : nothing}
      ${staying > 0 ? html`<strong>${int(staying)} of these would stay.</strong>` : nothing}
    </p>
    <ul class="samples">
      ${found.samples.map((each) => sample(each, action))}
    </ul>
  </section>`;
}
