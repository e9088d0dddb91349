/** Events without a workflow: how many, and the line that each needs. */
import { html } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/copy.js";
import "../../elements/empty.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { int } from "../../format.js";
import { href } from "../../router.js";

function event(row) {
  return row.event === null
    ? html`<span class="muted">all further names</span>`
    : html`<strong>${row.event}</strong>
        <div class="narrow-only">${line(row)}</div>`;
}

function letters(row) {
  return href("/dead-letters", { reason: "unmapped", source: row.source, event: row.event });
}

function mapped(row) {
  return html`<span class="row">
    ${badge("mapped now", "ok")}
    ${row.deadLetters === null ? html`<span class="muted">Those before were skipped.</span>` : html`<a href=${letters(row)}>Replay its dead letters</a>`}
  </span>`;
}

function line(row) {
  if (row.mapped) return mapped(row);
  return row.line === null
    ? html`<span class="muted">Map or skip some of the names above; then these are told apart.</span>`
    : html`<span class="line-to-add"><code>${row.line.trim()}</code><r-copy .text=${row.line} what="the line"></r-copy></span>`;
}

function dead(row) {
  return row.deadLetters === null
    ? html`<span class="muted" title="The source skips events without a workflow">skipped</span>`
    : html`<a href=${letters(row)}>${int(row.deadLetters)}</a>`;
}

const COLUMNS = [
  { title: "Event", kind: "main", cell: event },
  { title: "Source", kind: "wide", cell: (row) => row.source },
  { title: "Count", kind: "number", cell: (row) => int(row.count) },
  { title: "First seen", kind: "wider", cell: (row) => html`<r-time .value=${row.firstSeen}></r-time>` },
  { title: "Last seen", kind: "wide", cell: (row) => html`<r-time .value=${row.lastSeen}></r-time>` },
  { title: "Dead letters", kind: "number", cell: dead },
  { title: "What to do", kind: "wide", cell: line },
];

/**
 * @param {any[]} items of /admin/unmapped
 * @param {any[]} mapping the items of /admin/mapping
 */
export function unmapped(items, mapping) {
  const file = mapping.find((each) => each.file)?.file ?? null;
  if (items.length === 0) {
    return html`<r-empty
      class="card"
      heading="Every track call has a workflow"
      .text=${"If one comes without, its name appears here, with the line that it needs."}
    ></r-empty>`;
  }
  // those that are done stand last; the order stays otherwise
  const rows = [...items.filter((each) => !each.mapped), ...items.filter((each) => each.mapped)];
  return html`<section class="card">
    <header><h2>Events that came without a workflow</h2></header>
    ${rows[0].mapped ? html`<p class="body">Each of them has a workflow by now. Those that became dead letters before can be replayed.</p>` : steps(file)}
    <r-table label="Events that came without a workflow" .columns=${COLUMNS} .rows=${rows} .keyOf=${(row) => `${row.source}/${row.event}`}></r-table>
  </section>`;
}

function steps(file) {
  return html`<ol class="steps body">
    <li>
      Copy the line of an event to <code>workflows</code> of its source in ${file ? html`<code>${file}</code>` : html`<code>relay.yaml</code>`}, and
      write the identifier of a workflow at Novu in place of WORKFLOW-ID. The relay takes the file up within two seconds.
    </li>
    <li>Follow the number of its dead letters, and replay them: the new line applies to them too.</li>
  </ol>`;
}
