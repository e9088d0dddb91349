/** The users that an operator holds. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { sourceLink, userAddress, userLink } from "../../elements/links.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { isMasked, OnReveal, reveal } from "../../reveal.js";
import { setQuery } from "../../router.js";
import { session } from "../../session.js";
import { say, sayProblem } from "../../toast.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";

const PAGE_SIZE = 50;
const PERIOD_MILLIS = 10_000;

const NOBODY =
  "Park a user to hold back all of their events, for example while you look at one that fails. Find the user first; the events keep their order.";

/** Properties: `query`, of the address. */
class ParkedUsers extends View {
  static properties = { query: { attribute: false } };

  constructor() {
    super();
    new Watch(this, session);
    this.list = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
    new OnReveal(this, () => this.list.refresh());
  }

  read(signal) {
    const query = { state: "parked", limit: PAGE_SIZE, cursor: this.query.get("cursor"), ...reveal() };
    return api.get("/admin/users", query, { signal });
  }

  willUpdate(changed) {
    const before = changed.get("query");
    if (before !== undefined && before.get("cursor") !== this.query.get("cursor")) this.list.restart();
  }

  async unpark(user) {
    try {
      await api.post(path`/admin/users/${user.source}/${user.userId}/unpark`);
      say(`Unparked ${user.userId}`);
    } catch (error) {
      sayProblem(error);
    }
    this.list.refresh();
  }

  columns() {
    return [
      { title: "User", kind: "main", cell: (user) => userLink(user.source, user.userId) },
      { title: "Source", kind: "wide", cell: (user) => sourceLink(user.source) },
      { title: "Waiting", kind: "number", cell: (user) => int(user.waiting) },
      { title: "Parked", kind: "number wide", cell: (user) => html`<r-time .value=${user.parkedAt}></r-time>` },
      {
        title: html`<span class="unseen">What to do</span>`,
        kind: "number",
        cell: (user) =>
          actionButton({
            content: html`${icon("play")} Unpark`,
            kind: "compact",
            busy: isMasked(user.userId),
            title: isMasked(user.userId) ? "Show personal data first: the id is masked" : "Its events are delivered again",
            run: () => this.unpark(user),
          }),
      },
    ];
  }

  render() {
    const { value, problem } = this.list;
    const later = this.query.get("cursor") !== null;
    return html`<r-error .problem=${problem} .retry=${() => this.list.refresh()}></r-error>
      ${value === undefined
        ? problem
          ? nothing
          : html`<div class="card loading">Reading the parked users…</div>`
        : html`<section class="card">
            ${value.items.length === 0
              ? html`<r-empty
                  .heading=${later ? "No further user is parked" : "No user is parked"}
                  shape="user"
                  .text=${later ? html`<a href="/users">Back to the first of them</a>` : NOBODY}
                ></r-empty>`
              : html`<header>
                    <h2>Parked users</h2>
                    <span class="muted">their events wait until somebody unparks them</span>
                  </header>
                  <r-table
                    label="Parked users"
                    .columns=${this.columns()}
                    .rows=${value.items}
                    .keyOf=${(user) => `${user.source} ${user.userId}`}
                    .href=${(user) => (isMasked(user.userId) ? null : userAddress(user.source, user.userId))}
                  ></r-table>
                  ${this.pages(value, later)}`}
          </section>`}`;
  }

  pages(value, later) {
    if (!later && value.next === null) return nothing;
    return html`<footer class="row pages">
      ${later ? html`<button class="quiet" @click=${() => setQuery({ cursor: null })}>First page</button>` : nothing}
      ${value.next ? html`<button class="end" @click=${() => setQuery({ cursor: value.next })}>Next ${int(PAGE_SIZE)} ${icon("arrow")}</button>` : nothing}
    </footer>`;
  }
}

customElements.define("r-parked", ParkedUsers);
