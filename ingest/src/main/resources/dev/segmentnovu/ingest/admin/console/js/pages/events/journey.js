/** One event: where it is, and how it came there. */
import { html, nothing } from "lit";
import { badge, statusBadge } from "../../elements/badge.js";
import "../../elements/copy.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { SKIPPED } from "../../elements/delivery.js";
import { sourceLink, userAddress, userLink } from "../../elements/links.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { duration, fullTime, int } from "../../format.js";
import { icon } from "../../icons.js";
import { orNull } from "../../optional.js";
import { Poll } from "../../poll.js";
import { isMasked } from "../../reveal.js";
import { View } from "../../view.js";
import { stepsOf, summary } from "./steps.js";

const PERIOD_MILLIS = 2000;

/** An event may come or be replayed later. To look for one that nobody knows takes the relay longer. */
const SLOW_MILLIS = 10_000;

/** What no longer changes. */
const FINAL = ["delivered", "skipped", "rejected"];

const STATES = {
  waiting: ["waiting", "info", "clock"],
  delivered: ["delivered", "ok", "check"],
  skipped: ["skipped", "idle", "arrow"],
  dead: ["dead letter", "bad", "inbox"],
  rejected: ["rejected", "bad", "stop"],
  duplicate: ["known", "idle", "info"],
  unknown: ["unknown", "idle", "search"],
};

const EXACT = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Properties: `messageId`; `query`, which may name source and userId, so that the relay finds the event faster. */
class EventJourney extends View {
  static properties = { messageId: {}, query: { attribute: false } };

  constructor() {
    super();
    this.letter = null;
    this.readAt = 0;
    this.event = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
  }

  async read(signal) {
    if (!this.isDue) return this.event.value;
    this.readAt = Date.now();
    const hints = { source: this.query.get("source"), userId: this.query.get("userId") };
    const event = await api.get(path`/admin/events/${this.messageId}`, hints, { signal });
    this.letter = event.deadLetterId ? await this.readLetter(event.deadLetterId, signal) : null;
    return { ...event, userState: await this.readUserState(event, signal) };
  }

  get isDue() {
    const { value } = this.event;
    if (!value || value.state === "waiting") return true;
    return !FINAL.includes(value.state) && Date.now() - this.readAt >= SLOW_MILLIS;
  }

  /** The dead letter; null if it was replayed or deleted just now. */
  readLetter(id, signal) {
    return orNull(api.get(path`/admin/dead-letters/${id}`, {}, { signal }));
  }

  /** What the user of an event that waits waits for; null if it does not wait, or the user is masked. */
  async readUserState(event, signal) {
    if (event.state !== "waiting" || isMasked(event.userId)) return null;
    const user = await api.get(path`/admin/users/${event.source}/${event.userId}`, {}, { signal });
    return user.state;
  }

  willUpdate(changed) {
    const other = changed.get("messageId") !== undefined;
    if (other || (changed.get("query") !== undefined && changed.get("query").toString() !== this.query.toString())) {
      this.letter = null;
      this.event.restart();
    }
  }

  keys() {
    return [{ keys: "r", does: "Look again", run: () => this.event.restart() }];
  }

  facts(event) {
    const [text, tone, shape] = STATES[event.state] ?? [event.state, "idle", "info"];
    const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    const known = event.source !== null;
    return html`<section class="card">
      <div class="summary row">${badge(text, tone, shape)} <span>${summary(event, this.letter)}</span></div>
      ${known
        ? html`<dl class="fact-grid rows">
            ${event.userId ? fact("User", userLink(event.source, event.userId)) : nothing} ${fact("Source", sourceLink(event.source))}
            ${event.type ? fact("Type", event.type) : nothing}
            ${event.workflow ?? this.letter?.workflow ? fact("Workflow", event.workflow ?? this.letter.workflow) : nothing}
            ${event.attempts === null ? nothing : fact("Attempts", int(event.attempts))}
          </dl>`
        : nothing}
    </section>`;
  }

  step(step, before) {
    const gap = step.at && before ? (new Date(step.at) - new Date(before)) / 1000 : null;
    return html`<li class=${`${step.tone} ${step.future ? "future" : ""}`}>
      <div class="when">
        ${step.at
          ? html`<time datetime=${step.at} title=${fullTime(step.at)}>${EXACT.format(new Date(step.at))}</time>
              <span class="muted small">${step.future ? html`<r-time .value=${step.at}></r-time>` : gap === null ? DAY.format(new Date(step.at)) : `+${duration(Math.max(0, gap))}`}</span>`
          : nothing}
      </div>
      <span class="dot">${icon(step.shape)}</span>
      <div class="does">
        <div class="row">
          <strong>${step.title}</strong> ${step.status === undefined || step.status === null ? nothing : statusBadge(step.status)}
          ${step.took ? html`<span class="muted">the call took ${step.took}</span>` : nothing}
        </div>
        ${step.text ? html`<div class="muted break">${step.text}</div>` : nothing}
        ${step.request ? html`<div><code class="break">${step.request.method} ${step.request.path}</code></div>` : nothing}
        ${step.workflow ? html`<div class="muted">Workflow ${step.workflow}</div>` : nothing}
        ${step.transactionId
          ? html`<div class="muted">
              Transaction <code class="break">${step.transactionId}</code> <r-copy .text=${step.transactionId} what="the transaction id"></r-copy>
            </div>`
          : nothing}
      </div>
    </li>`;
  }

  journey(event) {
    const steps = stepsOf(event, this.letter);
    if (event.state === "skipped" && SKIPPED[event.reason]) steps.at(-1).text = SKIPPED[event.reason];
    if (steps.length === 0) return nothing;
    let before = null;
    return html`<section class="card">
      <header><h2>Journey</h2></header>
      <ol class="journey rows">
        ${steps.map((step) => {
          const item = this.step(step, before);
          before = step.at ?? before;
          return item;
        })}
      </ol>
    </section>`;
  }

  next(event) {
    const visible = event.userId && !isMasked(event.userId);
    return html`${event.deadLetterId
      ? html`<a class="button primary" href=${path`/dead-letters/${event.deadLetterId}`}>${icon("inbox")} Open the dead letter</a>`
      : nothing}
    ${event.state === "waiting" && visible
      ? html`<a class="button" href=${userAddress(event.source, event.userId)}>${icon("user")} See the user’s queue</a>`
      : nothing}`;
  }

  unknown(event) {
    const isDuplicate = event.state === "duplicate";
    return html`<section class="card">
      <r-empty
        .heading=${isDuplicate ? "Accepted, and no longer recorded" : "The relay does not know this id"}
        shape=${isDuplicate ? "clock" : "search"}
        .text=${html`<p>${event.reason}</p>
          ${event.knownSince ? html`<p>All events that were finished since <r-time .value=${event.knownSince} clock></r-time> are remembered.</p>` : nothing}
          ${isDuplicate ? nothing : html`<p>Was it rejected? <a href="/events?show=rejected">Look at the rejected events</a></p>`}`}
      ></r-empty>
    </section>`;
  }

  render() {
    const event = this.event.value;
    const isNamed = event && !["unknown", "duplicate"].includes(event.state);
    return html`${pageHead({
        title: isNamed ? event.event ?? event.type ?? "Event" : "Event",
        text: html`<span class="mono break">${this.messageId}</span> <r-copy .text=${this.messageId} what="the message id"></r-copy>`,
        parent: { href: "/events", text: "Events" },
        actions: event ? this.next(event) : nothing,
      })}
      <div class="stack">
        <r-error .problem=${this.event.problem} .retry=${() => this.event.refresh()}></r-error>
        ${!event
          ? this.event.problem
            ? nothing
            : html`<div class="card loading" role="status">Looking for the event. Without its user, the relay may have to read all that wait…</div>`
          : isNamed
            ? html`${this.facts(event)} ${this.journey(event)}`
            : this.unknown(event)}
      </div>`;
  }
}

customElements.define("r-event", EventJourney);
