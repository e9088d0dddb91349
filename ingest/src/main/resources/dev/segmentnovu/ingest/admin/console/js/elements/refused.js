/** Requests that were refused because they name no source: no source can show them. */
import { html, nothing } from "lit";
import { badge } from "./badge.js";
import "./time.js";
import { count } from "../format.js";

/** Code → what was wrong, and where the right value stands. */
const WORDS = {
  unauthorized: "They do not prove where they come from.",
  unknown_source: "They name no source of this relay.",
};

/** @param {any} state of /admin/status, or null */
export function refusedRequests(state) {
  const refused = state?.intake.refused.filter((each) => each.source === null) ?? [];
  if (refused.length === 0) return nothing;
  return html`<section class="card">
    <header>
      <h2>Refused requests</h2>
      <span class="muted small">from the start of the ingests; their events are not kept</span>
    </header>
    <ul class="rows lines">
      ${refused.map(
        (each) =>
          html`<li>
            <div class="row">
              ${badge(count(each.count, "request"), "bad", "stop")} <strong>${WORDS[each.code] ?? each.code}</strong>
              <span class="muted small end">the last one <r-time .value=${each.lastAt}></r-time>, the first <r-time .value=${each.since}></r-time></span>
            </div>
            <p class="break">${each.message}.</p>
            <p class="muted">The page of each <a href="/sources">source</a> has its addresses, and when each of its keys was used last.</p>
          </li>`,
      )}
    </ul>
  </section>`;
}
