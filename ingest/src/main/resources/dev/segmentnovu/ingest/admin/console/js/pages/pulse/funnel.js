/** The funnel: where events ended, from the request to Novu. */
import { html, nothing } from "lit";
import { int, percent } from "../../format.js";
import { href } from "../../router.js";
import { total } from "./spans.js";

/** Each stage: what it is, where it is explained, and whether more of it is worse. */
const STAGES = [
  { name: "received", title: "Received", text: "events that came in" },
  { name: "rejected", title: "Rejected", text: "ingest refused them", worse: true, to: (source) => href("/events", { show: "rejected", source }) },
  { name: "skipped", title: "Skipped", text: "not meant for Novu", to: (source) => href("/events", { show: "skipped", source }) },
  { name: "unmapped", title: "Unmapped", text: "no workflow for their name", worse: true, to: (source) => href("/mapping", { show: "unmapped", source }) },
  { name: "waiting", title: "Waiting", text: "in the queue now", to: () => "/sources" },
  { name: "dead", title: "Dead", text: "given up, and kept", worse: true, to: (source) => href("/dead-letters", { source }) },
  { name: "delivered", title: "Delivered", text: "accepted by Novu", good: true },
];

/** Where a reason of a stage leads. */
const REASON_LINKS = {
  rejected: (code, source) => href("/events", { show: "rejected", code, source }),
  skipped: (reason, source) => href("/events", { show: "skipped", reason, source }),
  unmapped: (event, source) => href("/dead-letters", { reason: "unmapped", event, source }),
  dead: (reason, source) => href("/dead-letters", { reason, source }),
};

function change(stage, now, past, words) {
  if (past === null || past === undefined || now === null) return nothing;
  if (now === 0 && past === 0) return nothing;
  const difference = now - past;
  const tone = difference === 0 ? "muted" : stage.worse ? (difference > 0 ? "worse" : "better") : "muted";
  const text = difference === 0 ? "as before" : `${difference > 0 ? "+" : "−"}${int(Math.abs(difference))}`;
  return html`<span class=${`change ${tone}`} title=${`${int(past)} in ${words}`}>${text}</span>`;
}

function reasons(stage, list, source) {
  if (!list || list.length === 0) return nothing;
  const link = REASON_LINKS[stage.name];
  return html`<ul class="reasons">
    ${list.map(
      (each) =>
        html`<li>
          ${link
            ? html`<a class="clip" href=${link(each.name, source)} title=${each.words}>${each.words}</a>`
            : html`<span class="clip">${each.words}</span>`}
          ${reasonNumber(each)}
        </li>`,
    )}
  </ul>`;
}

function reasonNumber({ number, isLeast }) {
  if (number === null) return nothing;
  return isLeast ? html`<span class="nowrap" title="The relay remembers no earlier ones">≥ ${int(number)}</span>` : html`<span>${int(number)}</span>`;
}

/** The ways in which an event waits are no reasons of the history, but the present state of the queue. */
function waits(states) {
  const sum = (name) => states.reduce((all, each) => all + each[name], 0);
  return [
    { words: "users due", number: sum("due") },
    { words: "users in delivery", number: sum("claimed") },
    { words: "users retrying", number: sum("retrying") },
    { words: "users parked", number: sum("parked") },
  ].filter(({ number }) => number > 0);
}

function stageOf(stage, { now, past, all, states, reasonsOf, words, source }) {
  const value = stage.name === "waiting" && states ? states.reduce((sum, each) => sum + each.depth, 0) : now[stage.name];
  const share = all > 0 && value > 0 ? Math.min(1, value / all) : 0;
  const loud = stage.worse && value > 0 ? "worse" : stage.good && value > 0 ? "good" : "";
  const list = stage.name === "waiting" ? states && waits(states) : reasonsOf?.[stage.name];
  const title = html`<span class="name">${stage.title}</span><span class="value">${int(value)}</span>`;
  return html`<li class=${`stage ${stage.name} ${loud}`}>
    ${stage.to ? html`<a class="head" href=${stage.to(source)}>${title}</a>` : html`<div class="head">${title}</div>`}
    <div class="share" .style=${`--share:${share}`} aria-hidden="true"></div>
    <div class="sub">
      <span title=${stage.text}>${stage.name === "received" ? nothing : stage.name === "waiting" ? "now" : percent(value ?? 0, all)}</span>
      ${change(stage, value, past?.[stage.name], words)}
    </div>
    ${reasons(stage, list, source)}
  </li>`;
}

/**
 * @param {object} what
 * @param {any} what.history an answer of /admin/history, or undefined
 * @param {any} what.past the same for the time before, or undefined
 * @param {any[] | null} what.states the sources in /admin/status
 * @param {any} what.reasons of reasons.js: lists by the stage, as far as they are read
 * @param {import("./spans.js").Span} what.span
 * @param {string} what.source the chosen source, or an empty text
 */
export function funnel({ history, past, states, reasons: reasonsOf, span, source }) {
  const now = history ? total(history.funnel) : {};
  const all = now.received ?? 0;
  const context = { now, past: past ? total(past.funnel) : null, all, states, reasonsOf, words: span.beforeWords, source };
  return html`<section class="card">
    <header>
      <h2>Where events went</h2>
      <span class="muted small">${span.words}, compared with ${span.beforeWords}</span>
    </header>
    <ol class="funnel rows">
      ${STAGES.map((stage) => stageOf(stage, context))}
    </ol>
  </section>`;
}
