/** How a delivery is shown: what became of the event, and which call to Novu it made. */
import { html, nothing } from "lit";
import { badge, statusBadge } from "./badge.js";

const OUTCOMES = {
  delivered: ["delivered", "ok", "check"],
  unchanged: ["unchanged", "ok", "check"],
  skipped: ["skipped", "idle", "arrow"],
};

/** Why an event is skipped, in words. */
export const SKIPPED = {
  integrations: "The event’s integrations say that it is not for Novu.",
  unmapped: "No workflow is mapped to it, and the source skips such events.",
  no_rule: "The mapping has no rule for its type.",
};

const SHORT = { integrations: "not for Novu", unmapped: "unmapped", no_rule: "no rule" };

/** @param {string} reason of a skipped event @returns {string} such as "no rule" */
export function skippedWords(reason) {
  return SHORT[reason] ?? reason;
}

/** @param {{outcome: string, reason: string | null}} delivery */
export function outcomeBadge({ outcome, reason }) {
  const [text, tone, shape] = OUTCOMES[outcome] ?? [outcome, "idle", "info"];
  const title = outcome === "unchanged" ? "Novu had the same data already, so no call was made." : (SKIPPED[reason] ?? nothing);
  return html`<span title=${title}>${badge(reason && outcome === "skipped" ? `${text}: ${skippedWords(reason)}` : text, tone, shape)}</span>`;
}

/** The last call to Novu. @param {{method: string | null, path: string | null, status: number | null}} delivery */
export function called({ method, path, status }) {
  if (method === null) return html`<span class="muted">no call</span>`;
  return html`<span class="called">${statusBadge(status)} <code class="muted">${method} ${path}</code></span>`;
}
