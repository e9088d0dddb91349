/** What the list of the audit log shows. */
import { html, nothing } from "lit";
import "../../elements/time.js";
import { DEAD_LETTER } from "./subject.js";

function subject(row) {
  if (row.subject === null) return html`<span class="muted">–</span>`;
  const text = html`<code class="break">${row.subject}</code>`;
  return DEAD_LETTER.test(row.subject) ? html`<a href=${`/dead-letters/${encodeURIComponent(row.subject)}`}>${text}</a>` : text;
}

function details(row) {
  const all = Object.entries(row.details);
  return all.length === 0
    ? nothing
    : html`<span class="break">${all.map(([name, value]) => html`<span class="detail"><span class="muted">${name}</span> ${value}</span> `)}</span>`;
}

function action(row) {
  return html`<strong>${row.action}</strong>
    <div class="narrow-only small">${subject(row)} ${details(row)}</div>`;
}

function who(row) {
  if (row.by === "-") return html`<span class="muted">no token</span>`;
  return row.role === "viewer" ? html`${row.by} <span class="muted">viewer</span>` : row.by;
}

/** @type {import("../../elements/table.js").Column[]} */
export const COLUMNS = [
  { title: "When", kind: "nowrap", cell: (row) => html`<r-time .value=${row.at} clock></r-time>` },
  { title: "By", kind: "nowrap", cell: who },
  { title: "Action", cell: action },
  { title: "Source", kind: "wide", cell: (row) => row.source ?? html`<span class="muted">–</span>` },
  { title: "Subject", kind: "wide main", cell: subject },
  { title: "Details", kind: "wide nowrap", cell: details },
  { title: "From", kind: "wider", cell: (row) => html`<span class="muted">${row.remote}</span>` },
];
