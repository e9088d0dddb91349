/** The requests and messages of the sandbox. */
import { html, nothing } from "lit";
import { badge, statusBadge } from "../../elements/badge.js";
import { command } from "../../elements/command.js";
import "../../elements/json.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { href, setQuery } from "../../router.js";

const SHOWN = 25;

/** What the first minutes are for. */
function nextStep() {
  return html`<section class="card">
    <header><h2>Nothing has been sent to Novu yet</h2></header>
    <ol class="steps prose body">
      <li>
        Send a sample: some events as Segment sends them. Their requests appear here.
        ${command("./relay send")}
      </li>
      <li>Connect Segment: <a href="/sources">each source</a> shows its address, and what to enter where.</li>
      <li>Map an event to a workflow: <a href="/mapping?show=unmapped">Mapping</a> has the line for each name that came without one.</li>
    </ol>
  </section>`;
}

/** Whom the triggers of a request reach; null for a request without triggers. */
function reached(request) {
  const told = request.triggers.filter((each) => each.reaches !== undefined);
  if (told.length === 0) return null;
  return { number: told.reduce((sum, each) => sum + each.reaches, 0), dropped: told.flatMap((each) => each.dropped ?? []) };
}

function about(row) {
  const names = [...new Set(row.triggers.map((each) => each.workflow))];
  const users = [...new Set([row.subscriberId, ...row.triggers.map((each) => each.subscriberId)].filter(Boolean))];
  return html`<div class="break">
    ${names.length ? html`<strong>${names.join(", ")}</strong>` : nothing}
    ${users.length > 3 ? html`<span class="muted">${count(users.length, "subscriber")}</span>` : html`<span>${users.join(", ")}</span>`}
  </div>`;
}

function outcome(row) {
  const result = reached(row);
  return html`${row.status === null ? badge("no answer", "warn") : statusBadge(row.status)}
    ${result === null
      ? nothing
      : result.number === 0
        ? html`<span title=${result.dropped.join("; ")}>${badge("reaches nobody", "bad")}</span>`
        : html`<span class="muted small from-medium">reaches ${int(result.number)}</span>`}`;
}

const REQUESTS = [
  { title: "When", kind: "nowrap", cell: (row) => html`<r-time .value=${row.receivedAt} clock></r-time>` },
  {
    title: "Request",
    kind: "main",
    cell: (row) => html`<a class="cover" href=${requestHref(row)}><code class="break">${row.method} ${row.path}</code></a> ${about(row)}`,
  },
  { title: "Answer", kind: "nowrap", cell: outcome },
];

function requestHref(row) {
  return href("/novu", { request: row.sequence });
}

const MESSAGES = [
  { title: "When", kind: "nowrap", cell: (row) => html`<r-time .value=${row.at} clock></r-time>` },
  { title: "Message", kind: "main", cell: (row) => html`<strong>${row.workflow}</strong> <span class="muted">to</span> ${row.subscriberId}` },
  {
    title: "Address",
    kind: "wide",
    cell: (row) =>
      row.addressed
        ? badge("yes", "ok")
        : html`<span title="The subscriber had neither an e-mail address nor another one when the message was made">${badge("none", "idle")}</span>`,
  },
];

/** The messages that the triggers of a request made. */
function madeBy(request, messages) {
  const ids = new Set(request.triggers.map((each) => each.transactionId));
  return messages.filter((each) => ids.has(each.transactionId));
}

/** JSON as it came; nothing for null. */
function raw(item, what) {
  return item.raw === null || item.raw === "null" ? nothing : html`<r-json .raw=${item.raw} what=${what}></r-json>`;
}

function detail(request, messages) {
  const made = madeBy(request, messages);
  const result = reached(request);
  return html`<section class="card" aria-label="A request">
    <header>
      <h2><code>${request.method} ${request.path}</code></h2>
      ${request.status === null ? nothing : statusBadge(request.status)}
      <button class="quiet end" @click=${() => setQuery({ request: null })}>${icon("close")} Close</button>
    </header>
    <div class="body stack">
      <dl class="facts">
        <dt>Received</dt>
        <dd><r-time .value=${request.receivedAt} clock></r-time></dd>
        ${request.transactionId
          ? html`<dt>Transaction</dt>
              <dd><code>${request.transactionId}</code></dd>`
          : nothing}
        ${request.idempotencyKey
          ? html`<dt>Idempotency key</dt>
              <dd><code>${request.idempotencyKey}</code></dd>`
          : nothing}
      </dl>
      ${result?.dropped.length
        ? html`<div class="note bad">
            ${icon("alert")}
            <div><strong>Novu drops a recipient:</strong> ${result.dropped.join("; ")}</div>
          </div>`
        : nothing}
      ${raw(request, "the body of the request")}
      ${request.triggers.length === 0
        ? nothing
        : made.length === 0
          ? html`<p class="muted">No message yet. Novu’s worker makes one some time after its answer, and none for a transaction that it has seen.</p>`
          : html`<h3>${count(made.length, "message")} of it</h3>
              <ul class="stack">
                ${made.map(
                  (each) =>
                    html`<li>
                      <div class="row">
                        <strong>${each.workflow}</strong> <span class="muted">to</span> ${each.subscriberId}
                        <span class="muted small end"><r-time .value=${each.at} clock></r-time></span>
                      </div>
                      ${raw(each, "the payload of the message")}
                    </li>`,
                )}
              </ul>`}
    </div>
  </section>`;
}

function messagesCard(messages, waiting) {
  return html`<section class="card">
    <header>
      <h2>Messages</h2>
      <span class="muted small">the latest ${int(Math.min(SHOWN, messages.length))}${waiting > 0 ? `; ${count(waiting, "trigger")} to come` : ""}</span>
    </header>
    ${messages.length === 0
      ? html`<p class="body muted">None yet. A trigger becomes a message some 1.5 s after its answer.</p>`
      : html`<r-table label="Messages" .columns=${MESSAGES} .rows=${messages.slice(0, SHOWN)} .keyOf=${(row) => `${row.transactionId} ${row.subscriberId} ${row.at}`}></r-table>`}
  </section>`;
}

/**
 * @param {import("./read.js").Received} received
 * @param {string} number of the request that the address names, or an empty text
 */
export function sandbox({ requests, chosen, messages, waiting }, number) {
  if (requests.length === 0) return nextStep();
  return html`<div class="halves top">
    <section class="card">
      <header>
        <h2>Requests</h2>
        <span class="muted small">the latest ${int(requests.length)}</span>
      </header>
      <r-table label="Requests" .columns=${REQUESTS} .rows=${requests} .keyOf=${(row) => row.sequence} .href=${requestHref}></r-table>
    </section>
    <div class=${chosen ? "stack first-on-narrow" : "stack"}>
      ${chosen ? detail(chosen, messages) : nothing}
      ${number !== "" && !chosen
        ? html`<div class="note">${icon("info")}<div>The sandbox has no request ${number}: it keeps the latest 10,000 until it ends.</div></div>`
        : nothing}
      ${messagesCard(messages, waiting)}
    </div>
  </div>`;
}
