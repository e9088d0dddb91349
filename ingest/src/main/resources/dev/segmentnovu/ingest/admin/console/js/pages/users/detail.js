/** One user: the state in words, the events in their order, and what an operator can do. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { stateBadge } from "../../elements/badge.js";
import "../../elements/copy.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { count } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { navigate } from "../../router.js";
import { mayAct, session } from "../../session.js";
import { status } from "../../status.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { forget, park, retry, skip, unpark } from "./actions.js";
import { deliveries, letters, waiting } from "./lists.js";
import { isKnown, stateWords, userBadge } from "./state.js";

const PERIOD_MILLIS = 3000;

/** Properties: `source` and `userId`. */
class UserDetail extends View {
  static properties = { source: {}, userId: {}, busy: { state: true } };

  constructor() {
    super();
    this.busy = false;
    for (const value of [session, status]) new Watch(this, value);
    this.user = new Poll(this, (signal) => api.get(path`/admin/users/${this.source}/${this.userId}`, {}, { signal }), {
      everyMillis: PERIOD_MILLIS,
    });
  }

  willUpdate(changed) {
    if (changed.get("source") !== undefined || changed.get("userId") !== undefined) this.user.restart();
  }

  keys() {
    return [{ keys: "r", does: "Try the first event now", run: () => this.user.value?.state === "retrying" && this.run(retry) }];
  }

  /** Runs an action on the user, and shows what became of it. */
  async run(action) {
    if (this.busy || !mayAct() || !this.user.value) return;
    this.busy = true;
    const done = await action(this.acted);
    this.busy = false;
    if (!done) return;
    if (action === forget) navigate("/users");
    else this.user.refresh();
  }

  /** The user as shown, with the id of the address: that in the answer may be masked. */
  get acted() {
    return { ...this.user.value, source: this.source, userId: this.userId };
  }

  button(action, shape, words, { kind = "", possible = true, title }) {
    return actionButton({
      content: html`${icon(shape)} ${words}`,
      kind,
      busy: this.busy || !possible,
      title,
      run: () => this.run(action),
    });
  }

  actions(user) {
    const waits = user.waiting > 0;
    const parked = user.state === "parked";
    return html`
      ${this.button(forget, "trash", "Forget", { kind: "danger", title: "Deletes all that the relay stores of the user" })}
      ${this.button(skip, "arrow", "Skip first", {
        possible: waits && user.state !== "claimed",
        title: !waits ? "No event waits" : user.state === "claimed" ? "A worker delivers it now" : "Moves the first event to the dead letters",
      })}
      ${parked
        ? this.button(unpark, "play", "Unpark", { kind: "primary", title: "Its events are delivered again" })
        : html`${this.button(park, "pause", "Park", { title: "Holds back all events of the user" })}
          ${this.button(retry, "redo", "Retry now", {
            kind: "primary",
            possible: user.state === "retrying",
            title: user.state === "retrying" ? "Tries the first event before its time" : "Nothing waits for its next try",
          })}`}
    `;
  }

  state(user) {
    const failed = user.lastError !== null && user.waiting > 0;
    return html`<section class="card">
      <div class="summary row">${userBadge(user.state)} <span>${stateWords(user)}</span>
        <a class="end" href=${path`/sources/${this.source}`}>Source ${this.source}</a>
      </div>
      ${this.sourceState(user)}
      ${failed
        ? html`<div class="head-error rows">
            <div class="muted">${user.attempts === 0 ? "The first event failed" : `The first event failed ${count(user.attempts, "time")}`}${user.nextTryAt ? html`; next try <r-time .value=${user.nextTryAt} clock></r-time>` : nothing}</div>
            <div class="break">${user.lastError}</div>
          </div>`
        : nothing}
    </section>`;
  }

  /** Why nothing is delivered, if that is not because of the user. */
  sourceState(user) {
    const source = status.get()?.sources.find((each) => each.source === this.source);
    if (!source || source.state === "running" || user.waiting === 0) return nothing;
    return html`<div class="head-error rows">
      <div class="row">${stateBadge(source.state)} <span class="muted">The whole source waits, and this user with it.</span></div>
      <div class="break">${source.reason}</div>
    </div>`;
  }

  content(user) {
    if (!isKnown(user)) {
      return html`<section class="card">
        <r-empty
          heading="The relay has nothing of this user"
          shape="user"
          .text=${"No event waits, died, or was delivered lately. A user id is case-sensitive. You can park the user before the first event comes."}
          .command=${`./relay send --source ${this.source} --user ${quoted(this.userId)}`}
        ></r-empty>
      </section>`;
    }
    return html`${this.state(user)} ${waiting(user)} ${letters(user)} ${deliveries(user)}`;
  }

  render() {
    const user = this.user.value && this.acted;
    const retryRead = () => this.user.refresh();
    return html`${pageHead({
        title: html`<span class="break">${this.userId}</span> <r-copy .text=${this.userId} what="the user id"></r-copy>`,
        text: "What waits for this user, and what became of the latest events.",
        parent: { href: "/users", text: "Users" },
        actions: user ? this.actions(user) : nothing,
      })}
      <div class="stack">
        <r-error .problem=${this.user.problem} .retry=${retryRead}></r-error>
        ${user ? this.content(user) : this.user.problem ? nothing : html`<div class="card loading">Reading what the relay has of the user…</div>`}
      </div>`;
  }
}

/** A word of a command. */
function quoted(text) {
  return /^[\w.@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

customElements.define("r-user", UserDetail);
