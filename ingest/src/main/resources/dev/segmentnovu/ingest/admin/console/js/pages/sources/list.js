/** All sources: whether they run, and what waits. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { stateBadge } from "../../elements/badge.js";
import { remedy } from "../../elements/remedy.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { count, decimal, int } from "../../format.js";
import { icon } from "../../icons.js";
import { href } from "../../router.js";
import { sourceHref } from "./state.js";

function name(row) {
  return html`<a class="cover" href=${sourceHref(row.source)}>${row.source}</a>
    <div class="muted small">${count(row.workflows, "workflow")}${row.rules > 0 ? `, ${count(row.rules, "rule")}` : ""}</div>`;
}

function state(row) {
  return html`<div class="row">
      ${stateBadge(row.state)}
      ${row.since ? html`<span class="muted small">since <r-time .value=${row.since}></r-time></span>` : nothing}
    </div>
    ${row.reason ? html`<p class="reason">${row.reason}</p>` : nothing}
    ${row.reason && row.remedy ? html`<p class="reason muted">${remedy(row.remedy)}</p>` : nothing}`;
}

function columns(pause, resume) {
  return [
    { title: "Source", kind: "nowrap", cell: name },
    { title: "State", kind: "main", cell: state },
    { title: "In", kind: "number wide", cell: (row) => perSecond(row.enqueuedPerSecond) },
    { title: "Delivered", kind: "number wide", cell: (row) => perSecond(row.deliveredPerSecond) },
    { title: "Waiting", kind: "number wide", cell: (row) => int(row.depth) },
    { title: "Dead", kind: "number", cell: (row) => dead(row) },
    {
      title: "Action",
      kind: "number wide",
      cell: (row) =>
        row.pausedBy === null
          ? actionButton({ content: html`${icon("pause")} Pause`, kind: "compact", run: () => pause(row.source) })
          : actionButton({ content: html`${icon("play")} Resume`, kind: "compact", run: () => resume(row.source) }),
    },
  ];
}

function perSecond(value) {
  return value === null || value === undefined ? int(null) : html`${decimal(value)}<span class="muted"> /s</span>`;
}

function dead(row) {
  return row.dead === 0 ? "0" : html`<a href=${href("/dead-letters", { source: row.source })}>${int(row.dead)}</a>`;
}

/**
 * @param {object} what
 * @param {any[] | null} what.states the sources in /admin/status; null while they are unknown
 * @param {any[]} what.listed the items of /admin/sources
 * @param {any[]} what.queues the sources in /admin/queue
 * @param {(source: string) => void} what.pause
 * @param {(source: string) => void} what.resume
 */
export function list({ states, listed, queues, pause, resume }) {
  if (states === null) return html`<p class="loading">Asking the relay…</p>`;
  const rows = states.map((each) => ({
    workflows: 0,
    rules: 0,
    ...listed.find((other) => other.source === each.source),
    ...queues.find((other) => other.source === each.source)?.rates,
    ...each,
  }));
  return html`<section class="card sources">
    <r-table
      label="Sources"
      .columns=${columns(pause, resume)}
      .rows=${rows}
      .keyOf=${(row) => row.source}
      .href=${(row) => sourceHref(row.source)}
    ></r-table>
  </section>`;
}
