/** The failures that nobody has taken care of, however few they are among what went well. */
import { html, nothing } from "lit";
import { badge, reasonBadge, statusBadge } from "../../elements/badge.js";
import "../../elements/time.js";
import { count, int } from "../../format.js";
import { href } from "../../router.js";

const SHOWN = 6;

function issue(each) {
  return html`<li>
    <a class="line" href=${href("/issues", { id: each.id })}>
      <span class="what">
        ${each.count > 0 ? reasonBadge(each.reason) : badge("retried", "warn", "redo")} ${each.status ? statusBadge(each.status) : nothing}
        <span class="message">${each.message}</span>
      </span>
      <span class="muted where">${each.workflow ?? each.source}</span>
      <span class="muted seen"><r-time .value=${each.lastSeen}></r-time></span>
      <span class="numbers">
        ${each.count > 0 ? html`<strong>${int(each.count)}</strong> dead` : html`<strong>${int(each.retries)}</strong> retries`}
        <span class="muted">· ${count(each.users, "user")}</span>
      </span>
    </a>
  </li>`;
}

/** @param {any[] | undefined} issues failure groups that failed in the time shown, latest first */
export function latestIssues(issues) {
  if (!issues || issues.length === 0) return nothing;
  return html`<section class="card">
    <header>
      <h2>Failures to look at</h2>
      <span class="muted">${count(issues.length, "group")}, latest first</span>
      <a class="end" href="/issues">All issues</a>
    </header>
    <ul class="rows issue-lines">
      ${issues.slice(0, SHOWN).map(issue)}
    </ul>
  </section>`;
}
