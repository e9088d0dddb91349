/** The state of each source in words: one calm line for those that run, a whole card for those that do not. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { badge, stateBadge } from "../../elements/badge.js";
import { remedy } from "../../elements/remedy.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { count, duration, int } from "../../format.js";
import { icon } from "../../icons.js";
import { refreshStatus } from "../../status.js";
import { say, sayProblem } from "../../toast.js";

/** What an operator can do about a state from here. */
const ACTIONS = {
  paused: { shape: "play", words: "Resume", does: "resume", done: ({ source }) => `${source} is resumed` },
  suspended: { shape: "send", words: "Ask Novu now", does: "probe", done: ({ message }) => message },
  "circuit-open": { shape: "send", words: "Ask Novu now", does: "probe", done: ({ message }) => message },
};

async function act(source, action) {
  try {
    say(action.done(await api.post(path`/admin/sources/${source.source}/${action.does}`)));
    refreshStatus();
  } catch (error) {
    sayProblem(error);
  }
}

function troubled(source) {
  const action = ACTIONS[source.state];
  return html`<li class="card trouble">
    <div class="row">
      ${stateBadge(source.state)}
      <a href=${`/sources/${encodeURIComponent(source.source)}`}><strong>${source.source}</strong></a>
      ${source.since ? html`<span class="muted">since <r-time .value=${source.since}></r-time></span>` : nothing}
      <span class="end muted">${count(source.depth, "event waits", "events wait")}</span>
      ${action
        ? actionButton({ content: html`${icon(action.shape)} ${action.words}`, kind: "compact", run: () => act(source, action) })
        : nothing}
    </div>
    <p>${source.reason}</p>
    ${source.remedy ? html`<p class="muted">${remedy(source.remedy)}</p>` : nothing}
    ${source.until ? html`<p class="muted">It ends <r-time .value=${source.until}></r-time> by itself.</p>` : nothing}
    ${source.nextProbe ? html`<p class="muted">The next probe is <r-time .value=${source.nextProbe}></r-time>.</p>` : nothing}
  </li>`;
}

function running(source) {
  const oldest = source.oldestDueSeconds;
  return html`<li>
    ${source.remedy ? badge("running, look at this", "warn") : stateBadge(source.state)}
    <a href=${`/sources/${encodeURIComponent(source.source)}`}>${source.source}</a>
    <span class="muted">
      ${source.depth === 0 ? "nothing waits" : `${int(source.depth)} waiting${oldest ? `, the oldest for ${duration(oldest)}` : ""}`}
    </span>
    ${source.reason ? html`<span>· ${source.reason}</span>` : nothing}
    ${source.remedy ? html`<p class="muted">${remedy(source.remedy)}</p>` : nothing}
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
