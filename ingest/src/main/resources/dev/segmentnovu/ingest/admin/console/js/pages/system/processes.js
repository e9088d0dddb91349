/** The workers and ingests that reported within the last minute. */
import { html } from "lit";
import { badge, stateBadge } from "../../elements/badge.js";
import { command } from "../../elements/command.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { int } from "../../format.js";

function name(row) {
  const text = html`<code class=${row.alive ? "break" : "break muted"}>${row.name}</code>`;
  return row.alive
    ? text
    : html`${text}
        <div class="row">${badge("silent", "warn")} <span class="muted small">It does not count: it has ended, or reaches Redis no more.</span></div>`;
}

function version(row) {
  return row.version === "not packaged" ? html`<span class="muted">not packaged</span>` : row.version;
}

/** What a silent one last said of its sources is no longer so. */
function sources(row) {
  if (!row.alive) return html`<span class="muted">${row.sources.map((each) => each.source ?? each).join(", ")}</span>`;
  return html`<div class="row">
    ${row.sources.map((each) =>
      typeof each === "string"
        ? html`<span>${each}</span>`
        : html`<span class="row" title=${each.reason ?? ""}>${each.source} ${stateBadge(each.state)}</span>`,
    )}
  </div>`;
}

const NAME = { title: "Name", kind: "main", cell: name };
const VERSION = { title: "Version", kind: "wide nowrap", cell: version };
const STARTED = { title: "Started", kind: "wide", cell: (row) => html`<r-time .value=${row.startedAt}></r-time>` };
const SEEN = { title: "Last report", cell: (row) => html`<r-time .value=${row.seenAt}></r-time>` };
const SOURCES = { title: "Sources", kind: "wide", cell: sources };

const WORKER = [NAME, VERSION, STARTED, SEEN, { title: "Users held", kind: "number wide", cell: (row) => int(row.alive ? row.users : null) }, SOURCES];
const INGEST = [NAME, VERSION, STARTED, SEEN, SOURCES];

function card(title, text, rows, columns, none, start) {
  return html`<section class="card">
    <header>
      <h2>${title}</h2>
      <span class="muted small">${text}</span>
    </header>
    ${rows.length === 0
      ? html`<div class="body stack"><p>${none}</p>${command(start)}</div>`
      : html`<r-table label=${title} .columns=${columns} .rows=${rows} .keyOf=${(row) => row.name}></r-table>`}
  </section>`;
}

/** @param {any} state of /admin/status */
export function processes(state) {
  return html`
    ${card(
      "Workers",
      "send events to Novu",
      state.workers,
      WORKER,
      "No worker has reported within the last minute, so nothing is delivered. Events are kept until one runs:",
      "./relay worker",
    )}
    ${card("Ingests", "take events in", state.ingests, INGEST, "No ingest has reported within the last minute, so nothing comes in:", "./relay ingest")}
  `;
}
