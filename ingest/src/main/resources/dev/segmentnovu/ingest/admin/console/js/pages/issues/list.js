/** The list of failure groups. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { badge, statusBadge } from "../../elements/badge.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/personal-data.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api } from "../../api.js";
import { count, int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { OnReveal, reveal } from "../../reveal.js";
import { setQuery } from "../../router.js";
import { mayAct, session } from "../../session.js";
import { status } from "../../status.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { acknowledge, isOpen, issueBadge, issueAddress, lettersOf } from "./issue.js";

const PERIOD_MILLIS = 5000;
const SHOWN = [
  ["", "Open"],
  ["acknowledged", "Acknowledged"],
  ["all", "All"],
];

/** Properties: `query`, of the address. */
class IssueList extends View {
  static properties = { query: { attribute: false }, selected: { state: true } };

  constructor() {
    super();
    this.selected = new Set();
    // those that were acknowledged when this tab saw them, to say which were opened again
    this.acknowledged = new Set();
    for (const value of [session, status]) new Watch(this, value);
    this.list = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
    new OnReveal(this, () => this.list.refresh());
  }

  async read(signal) {
    const { items } = await api.get("/admin/issues", { source: this.query.get("source"), ...reveal() }, { signal });
    for (const each of items) if (!isOpen(each)) this.acknowledged.add(each.id);
    return items;
  }

  willUpdate(changed) {
    const before = changed.get("query");
    if (before !== undefined && before.get("source") !== this.query.get("source")) this.list.restart();
  }

  keys() {
    return [{ keys: "a", does: "Acknowledge the selected", run: () => this.acknowledge() }];
  }

  get shown() {
    return this.query.get("show") ?? "";
  }

  rows() {
    const wanted = { "": isOpen, acknowledged: (each) => !isOpen(each), all: () => true }[this.shown] ?? isOpen;
    return this.list.value.filter(wanted);
  }

  async acknowledge() {
    const chosen = this.list.value?.filter((each) => this.selected.has(each.id) && isOpen(each)) ?? [];
    if (!mayAct() || chosen.length === 0) return;
    await acknowledge(chosen);
    this.selected = new Set();
    this.list.refresh();
  }

  columns() {
    return [
      {
        title: "What fails",
        kind: "main",
        cell: (issue) =>
          html`<div class="row what">
              ${issueBadge(issue)} ${issue.status === null ? nothing : statusBadge(issue.status)}
              ${isOpen(issue) && this.acknowledged.has(issue.id) ? badge("opened again", "warn", "redo") : nothing}
              <span class="muted">${issue.workflow ? html`→ ${issue.workflow}` : nothing} in ${issue.source}</span>
            </div>
            <a class="cover message" href=${issueAddress(issue)}>${issue.message}</a>
            <div class="to-medium muted small">
              ${issue.count > 0 ? `${int(issue.count)} dead` : count(issue.retries, "retry", "retries")}, ${count(issue.users, "user")}
            </div>
            ${isOpen(issue)
              ? nothing
              : html`<div class="muted small">
                  ${icon("check")} ${issue.acknowledgedBy === "-" ? "Acknowledged" : `Acknowledged by ${issue.acknowledgedBy}`}
                  <r-time .value=${issue.acknowledgedAt}></r-time>
                </div>`}`,
      },
      {
        title: "Dead",
        kind: "number wide",
        cell: (issue) => (issue.count > 0 ? html`<a href=${lettersOf(issue)} title="The dead letters of the group">${int(issue.count)}</a>` : html`<span class="muted">0</span>`),
      },
      { title: "Retries", kind: "number wide", cell: (issue) => html`<span class=${issue.retries ? "" : "muted"}>${int(issue.retries)}</span>` },
      { title: "Users", kind: "number wide", cell: (issue) => html`<span title="An estimate, to within some 6 %">${int(issue.users)}</span>` },
      { title: "First", kind: "number wider", cell: (issue) => html`<span class="muted"><r-time .value=${issue.firstSeen}></r-time></span>` },
      { title: "Latest", kind: "number", cell: (issue) => html`<r-time .value=${issue.lastSeen}></r-time>` },
    ];
  }

  toolbar(rows) {
    const chosen = rows.filter((each) => this.selected.has(each.id));
    const open = chosen.filter(isOpen);
    return html`<header>
      <span role="status">
        ${chosen.length ? html`<strong>${int(chosen.length)} selected</strong>` : html`<span class="muted">${count(rows.length, "group")}, latest failure first</span>`}
        ${chosen.length ? html`<button class="link" @click=${() => (this.selected = new Set())}>Clear</button>` : nothing}
      </span>
      <span class="end">
        ${actionButton({
          content: html`${icon("check")} Acknowledge ${open.length ? int(open.length) : nothing}`,
          kind: "compact",
          busy: open.length === 0,
          title: open.length === 0 ? "Select open groups first" : "Somebody takes care of them",
          run: () => this.acknowledge(),
        })}
      </span>
    </header>`;
  }

  nothingFound() {
    const texts = {
      "": ["Nothing fails", "Failures that have reason, status, workflow and message in common make one group here. The next one opens it by itself."],
      acknowledged: ["No group is acknowledged", "Acknowledge a group to say that somebody takes care of it. It leaves the open ones until the next dead letter."],
      all: ["No failures in 30 days", "A failure that was retried or became a dead letter comes here, with those that are like it."],
    };
    const [heading, text] = texts[this.shown] ?? texts[""];
    return html`<r-empty .heading=${heading} .text=${text} shape="check" .command=${this.shown === "all" ? "./relay send --event 'Nobody Mapped This'" : ""}></r-empty>`;
  }

  content() {
    const retry = () => this.list.refresh();
    if (!this.list.value) {
      return this.list.problem
        ? html`<r-error .problem=${this.list.problem} .retry=${retry}></r-error>`
        : html`<div class="card loading">Reading the failures…</div>`;
    }
    const rows = this.rows();
    return html`<r-error .problem=${this.list.problem} .retry=${retry}></r-error>
      <section class="card">
        ${rows.length === 0
          ? this.nothingFound()
          : html`${this.toolbar(rows)}
              <r-table
                label="Failure groups"
                .columns=${this.columns()}
                .rows=${rows}
                .href=${issueAddress}
                .nameOf=${(issue) => issue.message}
                .selected=${this.selected}
                @select=${(event) => (this.selected = event.detail)}
              ></r-table>`}
      </section>`;
  }

  filters() {
    const sources = status.get()?.sources ?? [];
    const source = this.query.get("source") ?? "";
    return html`<div class="row">
      <div class="choices" role="group" aria-label="Which groups">
        ${SHOWN.map(
          ([name, words]) =>
            html`<button aria-pressed=${this.shown === name} @click=${() => setQuery({ show: name })}>
              ${words}${name === "" && this.list.value ? html` <span class="muted">${int(this.list.value.filter(isOpen).length)}</span>` : nothing}
            </button>`,
        )}
      </div>
      ${sources.length > 1
        ? html`<label>
            <span class="unseen">Source</span>
            <select @change=${(event) => setQuery({ source: event.target.value })}>
              <option value="" ?selected=${source === ""}>All sources</option>
              ${sources.map((each) => html`<option ?selected=${source === each.source}>${each.source}</option>`)}
            </select>
          </label>`
        : nothing}
    </div>`;
  }

  render() {
    return html`${pageHead({
        title: "Issues",
        text: "Failures in groups: those of one group have the reason, the status, the workflow and the message in common.",
        actions: html`<r-personal-data></r-personal-data>`,
      })}
      <div class="stack">${this.filters()} ${this.content()}</div>`;
  }
}

customElements.define("r-issues", IssueList);
