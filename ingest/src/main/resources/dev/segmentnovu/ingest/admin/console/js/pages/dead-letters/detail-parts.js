/** The parts of a dead letter. */
import { html, nothing } from "lit";
import { badge, reasonBadge, statusBadge } from "../../elements/badge.js";
import "../../elements/copy.js";
import "../../elements/json.js";
import { eventLink, userLink } from "../../elements/links.js";
import "../../elements/time.js";
import { count, duration, int } from "../../format.js";
import { member } from "../../raw-json.js";
import { REMEDIES } from "../../reasons.js";
import { isMasked } from "../../reveal.js";
import { href } from "../../router.js";

const DOORS = { tracking: "an SDK", webhook: "Segment’s webhook" };

function fact(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** A masked id names nothing, so there is nothing to copy. */
function copy(id, what) {
  return isMasked(id) ? nothing : html`<r-copy .text=${id} what=${what}></r-copy>`;
}

function remedy(letter) {
  if (letter.door !== undefined) return REMEDIES[letter.reason] ?? nothing;
  return "This version of the relay cannot read the entry: replay it with the version that wrote it, or discard it.";
}

/** What is known of it, at a glance. */
export function facts(letter) {
  return html`<section class="card">
    <div class="summary">
      <div class="row">${reasonBadge(letter.reason)} <span>${remedy(letter)}</span></div>
    </div>
    <dl class="fact-grid rows">
      ${fact("User", html`${userLink(letter.source, letter.userId)} ${copy(letter.userId, "the user id")}`)}
      ${fact("Workflow", letter.workflow ? html`<a href=${href("/dead-letters", { workflow: letter.workflow })}>${letter.workflow}</a>` : "–")}
      ${fact("Source", html`<a href=${`/sources/${encodeURIComponent(letter.source)}`}>${letter.source}</a>`)}
      ${fact("Received", html`<r-time .value=${letter.receivedAt} clock></r-time>${letter.door ? html` <span class="muted">by ${DOORS[letter.door]}</span>` : nothing}`)}
      ${fact("First attempt", html`<r-time .value=${letter.firstAttemptAt} clock></r-time>`)}
      ${fact("Died", html`<r-time .value=${letter.deadAt} clock></r-time> <span class="muted"><r-time .value=${letter.deadAt}></r-time></span>`)}
      ${fact("Attempts", html`${int(letter.attempts)}${letter.replays ? html` <span class="muted">· replayed ${count(letter.replays, "time")}</span>` : nothing}`)}
      ${fact("Message id", html`${eventLink(letter)} ${copy(letter.messageId, "the message id")}`)}
      ${letter.previousId
        ? fact("Earlier dead letter", html`<a class="mono" href=${href("/audit", { text: letter.previousId })} title="Who replayed it stands in the audit log">${letter.previousId}</a>`)
        : nothing}
      ${letter.notAfter ? fact("May be sent until", html`<r-time .value=${letter.notAfter} clock></r-time>`) : nothing}
    </dl>
  </section>`;
}

function panel(title, note, content) {
  return html`<section class="card panel">
    <header><h2>${title}</h2>${note}</header>
    <div class="body">${content}</div>
  </section>`;
}

/** The event as it came in. */
export function received(letter) {
  return panel("Event", html`<span class="muted">as received</span>`, html`<r-json .raw=${letter.raw.received} what="the event"></r-json>`);
}

/** The request that failed. */
export function request(letter) {
  const { request: call } = letter;
  if (!call) return panel("Request", nothing, html`<p class="muted">Nothing was sent to Novu.</p>`);
  return panel(
    "Request",
    html`<code class="break">${call.method} ${call.path}</code>`,
    html`<r-json .raw=${member(letter.raw.request, "body")} what="the request"></r-json>`,
  );
}

/** What Novu answered. Its body is a text, which usually holds JSON. */
export function answer(letter) {
  const { response } = letter;
  if (!response) return panel("Answer", nothing, html`<p class="muted">${letter.request ? "No answer came." : "Novu was not asked."}</p>`);
  return panel("Answer", statusBadge(response.status), body(response.body, member(letter.raw.response, "body")));
}

function body(value, raw) {
  if (typeof value !== "string") return html`<r-json .raw=${raw} what="the answer"></r-json>`;
  try {
    JSON.parse(value);
    return html`<r-json .raw=${value} what="the answer"></r-json>`;
  } catch {
    return html`<r-json .value=${value} what="the answer"></r-json>`;
  }
}

/** The attempts, oldest first. */
export function attempts(letter) {
  if (letter.history.length === 0) return nothing;
  return html`<section class="card">
    <header>
      <h2>Attempts</h2>
      <span class="muted">${letter.history.length < letter.attempts ? "the latest, oldest first" : "oldest first"}</span>
    </header>
    <ol class="attempts rows">
      ${letter.history.map(
        (each) =>
          html`<li>
            <r-time .value=${each.at} clock></r-time>
            ${each.status === null ? badge("no answer", "warn") : statusBadge(each.status)}
            <span class="muted number">${each.durationMs === undefined ? nothing : duration(each.durationMs / 1000)}</span>
            <span class="break">${each.message}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** The requests of an event that needs several. */
export function steps(letter) {
  return letter.steps
    ? panel("Steps", html`<span class="muted">each request of the event and its outcome</span>`, html`<r-json .raw=${letter.raw.steps} what="the steps"></r-json>`)
    : nothing;
}

/** What the batch around the event had for all of its events. */
export function batch({ raw }) {
  const parts = [
    ["context", raw.batchContext],
    ["integrations", raw.batchIntegrations],
  ].filter(([, text]) => text !== undefined);
  if (parts.length === 0) return nothing;
  return panel(
    "Batch",
    html`<span class="muted">what the event shares with the others of its batch</span>`,
    parts.map(([name, text]) => html`<h3><code>${name}</code></h3><r-json .raw=${text} what=${`${name} of the batch`}></r-json>`),
  );
}
