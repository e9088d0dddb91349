/** The rules and workflows that run, in the order in which they are tried. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/empty.js";
import "../../elements/time.js";
import { count } from "../../format.js";
import { href } from "../../router.js";

/** The parts of a rule besides `when` and `workflow`, in the order of the documentation. */
const PARTS = ["to", "payload", "overrides", "actor", "tenant", "context", "transactionId", "maxAge"];

function text(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function rule(each) {
  const parts = PARTS.filter((name) => each[name] !== null && each[name] !== undefined);
  return html`<li class="rule">
    <div class="row">
      <span class="muted">Rule ${each.index}</span>
      <strong>${each.workflow}</strong>
      ${each.all ? badge("and goes on", "info") : nothing}
    </div>
    <dl class="facts">
      <dt>when</dt>
      <dd><code>${each.when ?? "always"}</code></dd>
      ${parts.map(
        (name) =>
          html`<dt>${name}</dt>
            <dd><code>${text(each[name])}</code></dd>`,
      )}
    </dl>
  </li>`;
}

function workflows(list) {
  return html`<table class="pairs">
    <thead>
      <tr>
        <th scope="col">Event</th>
        <th scope="col">Workflow</th>
      </tr>
    </thead>
    <tbody>
      ${list.map(
        (each) =>
          html`<tr>
            <td>${each.event}</td>
            <td><code>${each.workflow}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const EXAMPLE = `workflows:
  User Registered: welcome`;

function otherwise(item, calls) {
  return item.unmapped === "skip"
    ? `${calls} is skipped.`
    : html`${calls} becomes a dead letter, which can be replayed once it has a workflow:
        <a href=${href("/mapping", { show: "unmapped", source: item.source })}>unmapped events</a>.`;
}

function source(item) {
  const isEmpty = item.rules.length === 0 && item.workflows.length === 0;
  return html`<section class="card">
    <header>
      <h2>${item.source}</h2>
      <span class="muted small">
        from ${item.file ? html`<code>${item.file}</code>` : "environment variables"}, since <r-time .value=${item.loadedAt}></r-time>
      </span>
      <span class="muted small end">${count(item.rules.length, "rule")}, ${count(item.workflows.length, "workflow")}</span>
    </header>
    ${isEmpty
      ? html`<r-empty
          class="rows"
          heading="No track call triggers anything yet"
          shape="map"
          .text=${html`Add workflows to the source in relay.yaml, or set the variable RELAY_WORKFLOWS. A relay with a file takes them up
          within two seconds.`}
          .command=${EXAMPLE}
        ></r-empty>`
      : html`${item.rules.length ? html`<ol class="rows lines">${item.rules.map(rule)}</ol>` : nothing}
          ${item.workflows.length ? html`<div class="rows">${workflows(item.workflows)}</div>` : nothing}`}
    <p class="otherwise muted">
      ${item.rules.length ? "Rules are tried in this order, before the workflows; the first that matches decides. " : ""}${otherwise(item, isEmpty ? "Each track call" : "Any other track call")}
    </p>
  </section>`;
}

/** @param {any[]} items of /admin/mapping */
export function rules(items) {
  return items.map(source);
}
