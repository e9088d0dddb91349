/** One failure group: how often, since when, whom it concerns, a sample, and what to do. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { badge, statusBadge } from "../../elements/badge.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import "../../elements/json.js";
import { eventLink, sourceLink, userLink } from "../../elements/links.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { orNull } from "../../optional.js";
import { Poll } from "../../poll.js";
import { member } from "../../raw-json.js";
import { REMEDIES } from "../../reasons.js";
import { OnReveal, reveal } from "../../reveal.js";
import { mayAct, session } from "../../session.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { acknowledge, isOpen, issueBadge, lettersOf } from "./issue.js";

const PERIOD_MILLIS = 5000;
const PARENT = { href: "/issues", text: "Issues" };

/** Properties: `issueId`. */
class IssueDetail extends View {
  static properties = { issueId: {} };

  constructor() {
    super();
    this.sample = null;
    // the dead letter that was asked for; it may be gone
    this.sampleId = null;
    new Watch(this, session);
    this.issue = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
    new OnReveal(this, () => this.issue.refresh());
  }

  /** The group, or null if the relay has forgotten it. There is no answer for one group alone. */
  async read(signal) {
    const end = this.issueId.lastIndexOf(".");
    if (end < 0) return null; // no group has such an id
    const source = this.issueId.slice(0, end);
    const { items } = await api.get("/admin/issues", { source, ...reveal() }, { signal });
    const found = items.find((each) => each.id === this.issueId) ?? null;
    if (found?.sample && found.sample !== this.sampleId) {
      this.sample = await this.readSample(found.sample, signal);
      this.sampleId = found.sample;
    }
    return found;
  }

  /** The latest dead letter of the group; null if it was replayed or deleted since. */
  async readSample(id, signal) {
    // numbers in the event keep their notation
    const text = await orNull(api.text(path`/admin/dead-letters/${id}`, {}, { signal }));
    return text && { ...JSON.parse(text), raw: member(text, "received") };
  }

  willUpdate(changed) {
    if (changed.get("issueId") !== undefined) {
      this.sample = null;
      this.sampleId = null;
      this.issue.restart();
    }
  }

  keys() {
    return [{ keys: "a", does: "Acknowledge", run: () => this.acknowledge() }];
  }

  async acknowledge() {
    const issue = this.issue.value;
    if (!issue || !mayAct() || !isOpen(issue)) return;
    await acknowledge([issue]);
    this.issue.refresh();
  }

  actions(issue) {
    return html`${isOpen(issue)
      ? actionButton({ content: html`${icon("check")} Acknowledge`, title: "Somebody takes care of it", run: () => this.acknowledge() })
      : nothing}
    ${issue.count > 0
      ? html`<a class="button primary" href=${lettersOf(issue)}>${icon("inbox")} The dead letters</a>`
      : nothing}`;
  }

  numbers(issue) {
    const big = (value, words, title = "") => html`<div title=${title}><dt>${words}</dt><dd class="big">${value}</dd></div>`;
    const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<section class="card">
      <div class="summary row">
        ${issueBadge(issue)} ${issue.status === null ? nothing : statusBadge(issue.status)}
        ${isOpen(issue)
          ? nothing
          : html`${badge(issue.acknowledgedBy === "-" ? "acknowledged" : `acknowledged by ${issue.acknowledgedBy}`, "ok", "check")}
              <span class="muted"><r-time .value=${issue.acknowledgedAt}></r-time></span>`}
        <span>${issue.count === 0 ? "Each was tried again so far; none was given up." : REMEDIES[issue.reason] ?? nothing}</span>
      </div>
      <dl class="fact-grid rows">
        ${big(int(issue.count), issue.count === 1 ? "Dead letter" : "Dead letters")} ${big(int(issue.retries), "Retried attempts")}
        ${big(html`≈ ${int(issue.users)}`, issue.users === 1 ? "User affected" : "Users affected", "An estimate, to within some 6 %")}
        ${fact("Workflow", issue.workflow ?? html`<span class="muted">none</span>`)} ${fact("Source", sourceLink(issue.source))}
        ${fact("First", html`<r-time .value=${issue.firstSeen}></r-time>`)} ${fact("Latest", html`<r-time .value=${issue.lastSeen}></r-time>`)}
      </dl>
    </section>`;
  }

  sampleCard(issue) {
    const { sample } = this;
    if (issue.sample === null) {
      return html`<div class="note">${icon("info")}<div>No sample: an event comes here as one when it is given up. Until then it waits for its next attempt.</div></div>`;
    }
    if (sample === null) {
      return html`<div class="note">${icon("info")}<div>The latest dead letter of the group was replayed or deleted since.</div></div>`;
    }
    return html`<section class="card">
      <header>
        <h2>Sample</h2>
        <span class="muted">the latest dead letter, <r-time .value=${sample.deadAt}></r-time></span>
        <a class="end" href=${`/dead-letters/${encodeURIComponent(sample.id)}`}>Open it, to edit and replay</a>
      </header>
      <div class="body sample">
        <dl class="facts">
          <dt>Event</dt>
          <dd>${sample.event ?? sample.type}</dd>
          <dt>User</dt>
          <dd>${userLink(sample.source, sample.userId)}</dd>
          <dt>Message id</dt>
          <dd>${eventLink(sample)}</dd>
          <dt>Message</dt>
          <dd>${sample.message}</dd>
          <dt>Attempts</dt>
          <dd>${int(sample.attempts)}${sample.replays ? html` <span class="muted">· replayed ${count(sample.replays, "time")}</span>` : nothing}</dd>
          ${sample.request ? html`<dt>Request</dt><dd><code>${sample.request.method} ${sample.request.path}</code></dd>` : nothing}
        </dl>
        <r-json .raw=${sample.raw} what="the event as received"></r-json>
      </div>
    </section>`;
  }

  content(issue) {
    if (issue) return html`${this.numbers(issue)} ${this.sampleCard(issue)}`;
    if (issue === undefined) return this.issue.problem ? nothing : html`<div class="card loading">Reading the group…</div>`;
    return html`<section class="card">
      <r-empty
        heading="The relay does not know this group"
        shape="search"
        .text=${"It forgets a group without a failure for 30 days, and keeps the latest 500 of each source."}
      ></r-empty>
    </section>`;
  }

  render() {
    const issue = this.issue.value;
    const title = issue === null ? "No such failure group" : "Failure group";
    // one template in all cases, so that the heading keeps the focus when the group comes
    return html`${pageHead({
        title: issue ? html`<span class="break">${issue.message}</span>` : title,
        parent: PARENT,
        actions: issue ? this.actions(issue) : nothing,
      })}
      <div class="stack">
        <r-error .problem=${this.issue.problem} .retry=${() => this.issue.refresh()}></r-error>
        ${this.content(issue)}
      </div>`;
  }
}

customElements.define("r-issue", IssueDetail);
