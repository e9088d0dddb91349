/** Alerts: what is wrong now, what was sent, and to whom. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { badge } from "../../elements/badge.js";
import "../../elements/error.js";
import "../../elements/json.js";
import { remedy } from "../../elements/remedy.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api } from "../../api.js";
import { count, duration, int } from "../../format.js";
import { icon } from "../../icons.js";

const STATES = { firing: ["warn", "began"], resolved: ["ok", "ended"], happened: ["info", "happened"] };
const SEVERITIES = { error: "bad", warning: "warn", info: "info" };

/** @param {any[]} active */
export function activeAlerts(active) {
  if (active.length === 0) return nothing;
  return html`<ul class="stack" aria-label="Active alerts">
    ${active.map(
      (each) =>
        html`<li class="note warn">
          ${icon("alert")}
          <div>
            <strong>${each.message}.</strong>
            <span class="muted small">since <r-time .value=${each.since}></r-time>${reminded(each)}</span>
            <p>${remedy(each.remedy)}</p>
          </div>
        </li>`,
    )}
  </ul>`;
}

/** The first message comes with the alert; while its cause lasts, further ones follow. */
function reminded({ since, lastSentAt }) {
  return new Date(lastSentAt) - new Date(since) > 60_000 ? html`, told again <r-time .value=${lastSentAt}></r-time>` : nothing;
}

const SENT = [
  { title: "When", kind: "nowrap", cell: (row) => html`<r-time .value=${row.timestamp} clock></r-time>` },
  { title: "Alert", kind: "main", cell: sent },
  { title: "Source", kind: "wide", cell: (row) => row.data.source ?? html`<span class="muted">all</span>` },
  { title: "Type", kind: "wider", cell: (row) => html`<code>${row.type}</code>` },
];

function sent(row) {
  const [tone, text] = STATES[row.data.state] ?? ["idle", row.data.state];
  const mine = row.data.state === "firing" ? (SEVERITIES[row.data.severity] ?? tone) : tone;
  return html`<div class="row">${badge(text, mine)} ${row.data.repeated ? html`<span class="muted small">repeated</span>` : nothing}</div>
    <div class="break">${row.data.message}</div>`;
}

/** @param {any[]} latest messages, newest first */
export function sentAlerts(latest) {
  return html`<section class="card">
    <header>
      <h2>Alerts</h2>
      <span class="muted small">the latest 50, newest first</span>
    </header>
    ${latest.length === 0
      ? html`<p class="body muted">None yet. One begins when something needs a person, and ends when it is over.</p>`
      : html`<r-table label="Alerts" .columns=${SENT} .rows=${latest} .keyOf=${(row) => row.data.id}></r-table>`}
  </section>`;
}

/** Sends a test to each receiver. @returns {Promise<{answer?: any, problem?: Error}>} */
export async function testReceivers() {
  try {
    return { answer: await api.post("/admin/alerts/test") };
  } catch (problem) {
    return { problem };
  }
}

function tested(test) {
  if (test?.problem) return html`<r-error .problem=${test.problem}></r-error>`;
  if (!test?.answer) return nothing;
  return html`<ul class="stack" role="status">
    ${test.answer.receivers.map(
      (each) =>
        html`<li class=${each.delivered ? "note ok" : "note bad"}>
          ${icon(each.delivered ? "check" : "alert")}
          <div>
            <strong>${each.name}</strong>
            ${each.delivered ? "has the test" : (each.error ?? "did not take the test")}${each.status === null ? "" : ` (${each.status})`}, after
            ${duration(each.tookMillis / 1000)}.
          </div>
        </li>`,
    )}
  </ul>`;
}

const EXAMPLE = `alerts:
  receivers:
    - name: ops
      url: https://hooks.example.com/relay
      secret: \${file:/run/secrets/alerts}`;

function waits(row) {
  if (row.pending === 0) return badge("nothing waits", "ok");
  return html`<div class="row">
      ${badge(`${count(row.pending, "message")} wait${row.pending === 1 ? "s" : ""}`, row.lastError ? "bad" : "idle")}
      ${row.nextTryAt ? html`<span class="muted small">next try <r-time .value=${row.nextTryAt}></r-time></span>` : nothing}
    </div>
    ${row.lastError ? html`<div class="muted break">${row.lastError}, ${count(row.attempts, "attempt")}</div>` : nothing}`;
}

const all = (list) => (list.length === 0 ? html`<span class="muted">all</span>` : list.join(", "));

const RECEIVERS = [
  { title: "Receiver", kind: "main", cell: (row) => html`<strong>${row.name}</strong><div class="muted small break">${row.origin}</div>` },
  { title: "State", cell: waits },
  { title: "Alerts", kind: "wide", cell: (row) => all(row.events) },
  { title: "Sources", kind: "wide", cell: (row) => all(row.sources) },
];

/**
 * @param {object} what
 * @param {any[]} what.list
 * @param {any} what.test what became of the test; null if there was none
 * @param {() => void} what.run sends a test
 */
export function receivers({ list, test, run }) {
  return html`<section class="card">
    <header>
      <h2>Receivers of alerts</h2>
      <span class="muted small">${list.length === 0 ? "nobody is told yet" : int(list.length)}</span>
      ${list.length === 0
        ? nothing
        : html`<span class="end">
            ${actionButton({ content: html`${icon("send")} Send a test`, kind: "compact", busy: test?.busy ?? false, run })}
          </span>`}
    </header>
    ${test && !test.busy ? html`<div class="body">${tested(test)}</div>` : nothing}
    ${list.length === 0
      ? html`<div class="body stack">
          <p class="muted">Alerts stand in the log and on this page only. Add a receiver to relay.yaml, such as a chat or a pager:</p>
          <r-json .value=${EXAMPLE} what="the lines"></r-json>
        </div>`
      : html`<r-table label="Receivers of alerts" .columns=${RECEIVERS} .rows=${list} .keyOf=${(row) => row.name}></r-table>`}
  </section>`;
}
