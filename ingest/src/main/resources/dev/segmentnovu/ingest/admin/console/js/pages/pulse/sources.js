/** The state of each source in words: one calm line for those that run, a whole card for those that do not. */
import { html, nothing } from "lit";
import { stateBadge } from "../../elements/badge.js";
import "../../elements/time.js";
import { count, duration, int } from "../../format.js";

function troubled(source) {
  return html`<li class="card trouble">
    <div class="row">
      ${stateBadge(source.state)}
      <a href=${`/sources/${encodeURIComponent(source.source)}`}><strong>${source.source}</strong></a>
      ${source.since ? html`<span class="muted">since <r-time .value=${source.since}></r-time></span>` : nothing}
      <span class="end muted">${count(source.depth, "event waits", "events wait")}</span>
    </div>
    <p>${source.reason}</p>
    ${source.remedy ? html`<p class="muted">${source.remedy}</p>` : nothing}
    ${source.until ? html`<p class="muted">It ends <r-time .value=${source.until}></r-time> by itself.</p>` : nothing}
    ${source.nextProbe ? html`<p class="muted">The next probe is <r-time .value=${source.nextProbe}></r-time>.</p>` : nothing}
  </li>`;
}

function running(source) {
  const oldest = source.oldestDueSeconds;
  return html`<li>
    ${stateBadge(source.state)}
    <a href=${`/sources/${encodeURIComponent(source.source)}`}>${source.source}</a>
    <span class="muted">
      ${source.depth === 0 ? "nothing waits" : `${int(source.depth)} waiting${oldest ? `, the oldest for ${duration(oldest)}` : ""}`}
    </span>
    ${source.reason ? html`<span class="muted" title=${source.remedy ?? ""}>· ${source.reason}</span>` : nothing}
  </li>`;
}

/** @param {any[] | null} states the sources in /admin/status; null while they are unknown */
export function sourceStates(states) {
  if (states === null) return html`<ul class="source-line"><li class="muted">Asking the relay…</li></ul>`;
  const bad = states.filter((each) => each.state !== "running");
  const good = states.filter((each) => each.state === "running");
  return html`
    ${bad.length ? html`<ul class="stack" aria-label="Sources that do not run">${bad.map(troubled)}</ul>` : nothing}
    ${good.length ? html`<ul class="source-line" aria-label="Sources that run">${good.map(running)}</ul>` : nothing}
  `;
}
