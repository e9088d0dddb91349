/** The parts of a dead letter. */
import { html, nothing } from "lit";
import { badge, reasonBadge, statusBadge } from "../../elements/badge.js";
import "../../elements/copy.js";
import "../../elements/json.js";
import "../../elements/time.js";
import { count, duration, int } from "../../format.js";
import { member } from "../../raw-json.js";
import { href } from "../../router.js";
import { userAddress } from "./columns.js";

const DOORS = { tracking: "an SDK", webhook: "Segment’s webhook" };

/** What to do about each reason, as docs/operations/dead-letters.md has it. */
const REMEDIES = {
  unmapped: "Add the event to workflows in relay.yaml, then replay; or discard it.",
  rejected: "Correct what Novu’s message names, then replay the edited event.",
  not_delivered: "Activate the workflow at Novu, then replay.",
  exhausted: "Check that Novu works, then replay.",
  invalid: "Edit the event, then replay.",
  mapping: "Correct the rule in relay.yaml, then replay.",
  poison: "Read the logs of the workers before you replay: it may have ended them.",
  expired: "Replay what still matters; where a rule has a maxAge, with “also if its maxAge has ended”.",
  undecodable: "Replay it with an edited event, or discard it.",
  "skipped-by-operator": "An operator moved it out of the way of later events. Replay it, or discard it.",
};

function fact(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** What is known of it, at a glance. */
export function facts(letter) {
  return html`<section class="card">
    <div class="summary">
      <div class="row">${reasonBadge(letter.reason)} <span>${REMEDIES[letter.reason] ?? nothing}</span></div>
    </div>
    <dl class="fact-grid rows">
      ${fact("User", html`<a href=${userAddress(letter)}>${letter.userId}</a> <r-copy .text=${letter.userId} what="the user id"></r-copy>`)}
      ${fact("Workflow", letter.workflow ? html`<a href=${href("/dead-letters", { workflow: letter.workflow })}>${letter.workflow}</a>` : "–")}
      ${fact("Source", html`<a href=${`/sources/${encodeURIComponent(letter.source)}`}>${letter.source}</a>`)}
      ${fact("Received", html`<r-time .value=${letter.receivedAt} clock></r-time>${letter.door ? html` <span class="muted">by ${DOORS[letter.door]}</span>` : nothing}`)}
      ${fact("First attempt", html`<r-time .value=${letter.firstAttemptAt} clock></r-time>`)}
      ${fact("Died", html`<r-time .value=${letter.deadAt} clock></r-time> <span class="muted"><r-time .value=${letter.deadAt}></r-time></span>`)}
      ${fact("Attempts", html`${int(letter.attempts)}${letter.replays ? html` <span class="muted">· replayed ${count(letter.replays, "time")}</span>` : nothing}`)}
      ${fact(
        "Message id",
        html`<a class="mono" href=${`/events/${encodeURIComponent(letter.messageId)}`}>${letter.messageId}</a>
          <r-copy .text=${letter.messageId} what="the message id"></r-copy>`,
      )}
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
  return panel("Answer", statusBadge(response.status), html`${body(response.body)}`);
}

function body(text) {
  if (typeof text !== "string") return html`<r-json .value=${text} what="the answer"></r-json>`;
  try {
    JSON.parse(text);
    return html`<r-json .raw=${text} what="the answer"></r-json>`;
  } catch {
    return html`<r-json .value=${text} what="the answer"></r-json>`;
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
    ? panel("Steps", html`<span class="muted">each request of the event and its outcome</span>`, html`<r-json .value=${letter.steps} what="the steps"></r-json>`)
    : nothing;
}
