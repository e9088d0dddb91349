/** The settings that decide what a source does with its events. */
import { html } from "lit";
import { href } from "../../router.js";

const IDEMPOTENCY = {
  on: "Novu honours idempotency keys: an event that is sent again has no second effect.",
  off: "Novu ignores idempotency keys. After a lost answer, a second notification is possible: set IS_API_IDEMPOTENCY_ENABLED=true at Novu.",
  unknown: "Not known yet: a worker finds out with the first calls.",
};

const ORDERING = { "per-user": "The events of a user are delivered one after the other.", none: "Events of a user may overtake each other." };

const ANONYMOUS = {
  skip: "Events without a userId are accepted, and not sent.",
  deliver: "Events without a userId are delivered under the anonymousId.",
  reject: "Events without a userId are refused.",
};

const UNMAPPED = {
  "dead-letter": "An event without a workflow becomes a dead letter, which can be replayed once it has one.",
  skip: "An event without a workflow is skipped.",
};

function fact(name, value, words) {
  return html`<dt>${name}</dt>
    <dd>
      <code>${value}</code>
      <div class="muted small">${words ?? ""}</div>
    </dd>`;
}

/**
 * @param {any} details of /admin/sources/{source}
 * @param {any} queue of the source in /admin/queue, or undefined
 */
export function settingsOf(details, queue) {
  const idempotency = queue?.idempotency ?? "unknown";
  return html`<section class="card">
    <header>
      <h2>How it works</h2>
      <a class="end small" href=${href("/settings", { text: `sources.${details.source}.` })}>All its settings</a>
    </header>
    <dl class="body facts narrow">
      ${fact("Novu", details.novuUrl)} ${fact("Idempotency", idempotency, IDEMPOTENCY[idempotency])}
      ${fact("Ordering", details.ordering, ORDERING[details.ordering])} ${fact("Anonymous", details.anonymous, ANONYMOUS[details.anonymous])}
      ${fact("Unmapped", details.unmapped, UNMAPPED[details.unmapped])}
    </dl>
  </section>`;
}
