/** Where the events of each source go. */
import { html } from "lit";
import { actionButton } from "../../elements/action.js";
import { badge } from "../../elements/badge.js";
import "../../elements/time.js";
import { icon } from "../../icons.js";

const IDEMPOTENCY = {
  on: ["ok", "idempotency keys on", "An event that is sent again has no second effect."],
  off: ["warn", "idempotency keys off", "After a lost answer, a second notification is possible: set IS_API_IDEMPOTENCY_ENABLED=true at Novu."],
  unknown: ["idle", "idempotency keys unknown", "A worker finds out with the first calls."],
};

function idempotency(row) {
  const [tone, text, words] = IDEMPOTENCY[row.idempotency] ?? IDEMPOTENCY.unknown;
  return html`${badge(text, tone)}
    <div class="muted small">${words}</div>`;
}

function probed(row) {
  const { probe } = row;
  if (!probe) return html`<span class="muted">Not asked from this page yet.</span>`;
  if (probe.busy) return html`<span class="muted">A worker asks…</span>`;
  if (probe.problem) return html`${badge("not asked", "warn")} <div class="break">${probe.problem.message}</div>`;
  return html`<div class="row">
      ${probe.answer.ok ? badge("takes the key", "ok") : badge("does not take the key", "bad")}
      <span class="muted small"><r-time .value=${probe.at.toISOString()}></r-time></span>
    </div>
    <div class="break">${probe.answer.message}</div>`;
}

/**
 * @param {object} what
 * @param {any[]} what.listed the items of /admin/sources
 * @param {any[]} what.queues the sources in /admin/queue
 * @param {Map<string, any>} what.probes by source
 * @param {(source: string) => void} what.run probes a source
 */
export function targets({ listed, queues, probes, run }) {
  const rows = listed.map((each) => ({
    ...each,
    idempotency: queues.find((other) => other.source === each.source)?.idempotency ?? "unknown",
    probe: probes.get(each.source),
  }));
  return html`<section class="card">
    <header>
      <h2>Where events go</h2>
      <span class="muted small">a probe reads one workflow, which changes nothing</span>
    </header>
    <ul class="rows lines">
      ${rows.map(
        (row) =>
          html`<li class="target">
            <div>
              <a href=${`/sources/${encodeURIComponent(row.source)}`}><strong>${row.source}</strong></a>
              <div class="muted small break">${row.novuUrl}</div>
            </div>
            <div>${idempotency(row)}</div>
            <div>${probed(row)}</div>
            ${actionButton({ content: html`${icon("send")} Probe`, kind: "compact", busy: row.probe?.busy ?? false, run: () => run(row.source) })}
          </li>`,
      )}
    </ul>
  </section>`;
}
