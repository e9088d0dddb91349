/** The live tail: what becomes of events, as it happens. */
import { html, nothing } from "lit";
import { badge, statusBadge } from "../../elements/badge.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { eventAddress, sourceLink, userLink } from "../../elements/links.js";
import "../../elements/table.js";
import { api } from "../../api.js";
import { count, duration, fullTime, int, time } from "../../format.js";
import { icon } from "../../icons.js";
import { followUser, liveState } from "../../live.js";
import { Poll } from "../../poll.js";
import { isMasked, OnReveal, reveal } from "../../reveal.js";
import { href } from "../../router.js";
import { View } from "../../view.js";
import { keyed, RejectionKeys } from "./rejection-keys.js";
import { KINDS, matches, ofDelivery, ofIssue, ofLetter, ofRejection } from "./tail-row.js";

const MOST_ROWS = 200;
const SHOW_EVERY_MILLIS = 400;

/** How many rows of each kind it begins with. */
const FIRST = 40;

function addressOf(row) {
  if (row.letter) return `/dead-letters/${encodeURIComponent(row.letter)}`;
  if (row.issue) return href("/issues", { id: row.issue });
  return row.messageId === null || isMasked(row.messageId) ? null : eventAddress(row);
}

function kindBadge(kind) {
  const [words, tone, shape] = KINDS[kind];
  return badge(words, tone, shape);
}

const COLUMNS = [
  { title: "Time", kind: "time", cell: (row) => html`<time class="muted" datetime=${row.at} title=${fullTime(row.at)}>${time(row.at)}</time>` },
  {
    title: "What happened",
    kind: "main",
    cell: (row) =>
      html`<div class="row what">
          ${kindBadge(row.kind)}
          ${addressOf(row) ? html`<a class="cover event" href=${addressOf(row)}>${row.event}</a>` : html`<strong class="event">${row.event}</strong>`}
          ${row.workflow ? html`<span class="muted">→ ${row.workflow}</span>` : nothing}
          ${row.status === null ? nothing : statusBadge(row.status)}
        </div>
        ${row.text ? html`<div class="muted break">${row.text}</div>` : nothing}`,
  },
  { title: "User", kind: "wide", cell: (row) => userLink(row.source, row.userId) },
  { title: "Source", kind: "wide", cell: (row) => sourceLink(row.source) },
  { title: "Took", kind: "number wide", cell: (row) => (row.tookMillis === null ? nothing : duration(row.tookMillis / 1000)) },
];

/** What is followed without a user. Closing it is not the matter of this list. */
const SHARED = { state: liveState, stop: () => {} };

/** Properties: `query`, of the address: its filters. */
class Tail extends View {
  static properties = { query: { attribute: false }, paused: { state: true } };

  constructor() {
    super();
    this.paused = false;
    /** Newest first. @type {import("./tail-row.js").Row[]} */
    this.rows = [];
    this.missed = 0;
    this.retries = new Map();
    this.rejections = new RejectionKeys();
    this.timer = null;
    /** The user whose stream is followed; null for the shared one. */
    this.userId = null;
    this.stream = null;
    this.wasOpen = false;
    this.again = false;
    this.first = new Poll(this, (signal) => this.readFirst(signal), { everyMillis: 0 });
    new OnReveal(this, () => this.readAgain());
  }

  connectedCallback() {
    super.connectedCallback();
    this.use(SHARED);
  }

  /** Goes over to a stream. */
  use(stream) {
    this.stream?.stop();
    this.stopState?.();
    this.stream = stream;
    this.wasOpen = stream.state.get() === "on";
    this.stopState = stream.state.follow(() => this.streamChanged());
  }

  streamChanged() {
    this.requestUpdate();
    if (this.stream.state.get() !== "on") return;
    // nobody has told what happened while it was closed
    if (this.wasOpen && !this.paused) this.readAgain();
    this.wasOpen = true;
  }

  willUpdate() {
    const userId = this.query.get("userId") || null;
    if (userId === this.userId) return;
    this.userId = userId;
    const { delivery, dead, rejected } = this.followers();
    this.use(userId === null ? SHARED : followUser(userId, { delivery, dead, rejected }));
    if (!this.hasUpdated) return;
    this.rows = [];
    this.first.value = undefined;
    this.readAgain();
  }

  /** Reads the list also if it is paused. */
  readAgain() {
    this.missed = 0;
    this.again = true;
    this.first.refresh();
  }

  /** What happened just before, so that the list is not empty at first. */
  async readFirst(signal) {
    // what somebody reads does not move
    if (this.paused && this.first.value && !this.again) return true;
    this.again = false;
    const userId = this.query.get("userId");
    const some = { limit: FIRST, userId, ...reveal() };
    const [deliveries, letters, rejected] = await Promise.all([
      api.get("/admin/deliveries", some, { signal }),
      api.get("/admin/dead-letters", some, { signal }),
      api.get("/admin/rejections", reveal(), { signal }),
    ]);
    const rejections = keyed(rejected.items).filter((each) => !userId || each.userId === userId);
    const rows = [
      ...deliveries.items.map(ofDelivery),
      ...letters.items.map(ofLetter),
      ...rejections.slice(0, FIRST).map((each) => ofRejection(each, each.key)),
    ].sort((one, other) => (one.at < other.at ? 1 : -1));
    // what is older than the oldest delivery would stand below a gap
    const since = deliveries.items.at(-1)?.at ?? "";
    this.rows = rows.filter((row) => row.at >= since).slice(0, MOST_ROWS);
    return true;
  }

  live() {
    const followers = Object.entries(this.followers());
    return Object.fromEntries(followers.map(([type, follow]) => [type, (data) => this.userId === null && follow(data)]));
  }

  followers() {
    return {
      delivery: (each) => this.add(ofDelivery(each)),
      dead: (each) => this.add(ofLetter(each)),
      rejected: (each) => this.add(ofRejection(each, this.rejections.next(each))),
      failure: (each) => {
        // dead letters have rows of their own
        const before = this.retries.get(each.id);
        this.retries.set(each.id, each.retries);
        if (each.retries > 0 && each.retries !== before) this.add(ofIssue(each));
      },
    };
  }

  keys() {
    return [{ keys: "p", does: this.paused ? "Go on" : "Pause", run: () => this.pause() }];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stream.stop();
    this.stopState();
    this.userId = null;
    clearTimeout(this.timer);
    this.timer = null;
  }

  add(row) {
    if (!matches(row, this.query)) return;
    if (this.paused) {
      this.missed++;
    } else {
      if (this.rows.some((each) => each.key === row.key)) return;
      this.rows = [row, ...this.rows].slice(0, MOST_ROWS);
    }
    // thousands a second may come, and nobody reads so fast
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.requestUpdate();
    }, SHOW_EVERY_MILLIS);
  }

  pause() {
    this.paused = !this.paused;
    // also if nothing was counted: the stream may have been closed meanwhile
    if (!this.paused) {
      this.missed = 0;
      this.first.refresh();
    }
  }

  state() {
    if (this.paused) return html`${badge("paused", "warn", "pause")} ${this.missed ? html`<span class="muted">${count(this.missed, "row")} came meanwhile</span>` : nothing}`;
    if (this.stream.state.get() === "on") return html`${badge("live", "ok", "pulse")} <span class="muted from-medium">the latest ${int(MOST_ROWS)} at most</span>`;
    return badge("connecting", "warn", "clock");
  }

  nothingFound() {
    const filtered = ["kind", "source", "userId", "contains"].some((name) => this.query.get(name));
    return filtered
      ? html`<r-empty heading="Nothing that matches yet" shape="events" .text=${"It appears here as soon as it happens. Or take a filter out."}></r-empty>`
      : html`<r-empty
          heading="Nothing has happened yet"
          shape="events"
          .text=${"Send an event, and watch it arrive at Novu."}
          command="./relay send"
        ></r-empty>`;
  }

  render() {
    const rows = this.rows.filter((row) => matches(row, this.query));
    return html`<div class="stack">
      <r-error .problem=${this.first.problem} .retry=${() => this.first.refresh()}></r-error>
      ${this.first.value === undefined && !this.first.problem
        ? html`<div class="card loading">Reading the latest events…</div>`
        : html`<section class="card">
            <header>
              <span class="row">${this.state()}</span>
              <button class="compact end" aria-pressed=${this.paused} @click=${this.pause}>
                ${icon(this.paused ? "play" : "pause")} ${this.paused ? "Go on" : "Pause"} <kbd aria-hidden="true">p</kbd>
              </button>
            </header>
            ${rows.length === 0
              ? this.nothingFound()
              : html`<r-table label="What happens" .columns=${COLUMNS} .rows=${rows} .keyOf=${(row) => row.key} .href=${addressOf}></r-table>`}
          </section>`}
    </div>`;
  }
}

customElements.define("r-tail", Tail);
