/** Short words for states and reasons: each has a tone, an icon and a text, so that colour is never alone. */
import { html } from "lit";
import { icon } from "../icons.js";

const TONES = { ok: "check", warn: "alert", bad: "alert", info: "info", idle: "clock" };

/** State of a source → tone, text and icon. */
const SOURCE_STATES = {
  running: ["ok", "running", "check"],
  paused: ["warn", "paused", "pause"],
  suspended: ["bad", "suspended", "alert"],
  "rate-limited": ["warn", "rate-limited", "clock"],
  "circuit-open": ["bad", "circuit open", "plug"],
  blocked: ["bad", "blocked", "stop"],
  "no-worker": ["bad", "no worker", "alert"],
};

/** Reason of a dead letter → tone and words. */
const REASONS = {
  unmapped: ["info", "unmapped"],
  rejected: ["bad", "rejected"],
  not_delivered: ["warn", "not delivered"],
  exhausted: ["warn", "exhausted"],
  invalid: ["bad", "invalid"],
  mapping: ["bad", "mapping failed"],
  poison: ["bad", "poison"],
  expired: ["idle", "expired"],
  undecodable: ["bad", "undecodable"],
  "skipped-by-operator": ["idle", "skipped by an operator"],
};

/**
 * @param {string} text
 * @param {"ok" | "warn" | "bad" | "info" | "idle"} [tone]
 * @param {string} [shape] a name in js/icons.js
 */
export function badge(text, tone = "idle", shape = TONES[tone]) {
  return html`<span class="badge ${tone}">${icon(shape)}${text}</span>`;
}

/** @param {string} state of a source */
export function stateBadge(state) {
  const [tone, text, shape] = SOURCE_STATES[state] ?? ["idle", state, "info"];
  return badge(text, tone, shape);
}

/** @param {string} reason of a dead letter @returns {string} such as "not delivered" */
export function reasonWords(reason) {
  return REASONS[reason]?.[1] ?? reason;
}

/** @param {string} reason of a dead letter */
export function reasonBadge(reason) {
  const [tone, text] = REASONS[reason] ?? ["idle", reason];
  return badge(text, tone);
}

/** @param {number | null} status an HTTP status */
export function statusBadge(status) {
  if (status === null || status === undefined) return html`<span class="muted" title="Novu gave no answer">–</span>`;
  const tone = status < 300 ? "ok" : status < 500 ? "bad" : "warn";
  return html`<span class="badge ${tone}">${status}</span>`;
}
