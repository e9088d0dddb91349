/** Finds a user, and lists those that are parked. */
import { html, nothing } from "lit";
import "../../elements/empty.js";
import "../../elements/error.js";
import { userAddress, userLink } from "../../elements/links.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/personal-data.js";
import "../../elements/table.js";
import { int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { isMasked } from "../../reveal.js";
import { navigate, setQuery } from "../../router.js";
import { session } from "../../session.js";
import { status } from "../../status.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { findUsers, isEmail } from "./find.js";
import "./parked.js";
import { stateWords, userBadge } from "./state.js";

const COLUMNS = [
  {
    title: "User",
    kind: "main",
    cell: (found) => html`${userLink(found.source, found.userId)}
      <div class="muted small">${found.why}</div>`,
  },
  { title: "Source", kind: "wide", cell: (found) => html`<span class="muted">${found.source}</span>` },
  {
    title: "State",
    cell: ({ user }) =>
      user === null
        ? html`<span class="muted">The id is masked: an operator can open the user.</span>`
        : html`${userBadge(user.state)} <span class="muted">${stateWords(user)}</span>`,
  },
  { title: "Waiting", kind: "number wide", cell: ({ user }) => int(user?.waiting) },
];

const INCOMPLETE = "So much waits that the relay ended the search before it had seen all. Search for the user id: that finds each user.";

/** Properties: `query`, of the address. */
class UserSearch extends View {
  static properties = { query: { attribute: false }, email: { state: true } };

  constructor() {
    super();
    // an e-mail address is personal data, which stands in no address of a page
    this.email = null;
    for (const value of [session, status]) new Watch(this, value);
    this.found = new Poll(this, (signal) => this.find(signal), { everyMillis: 0 });
  }

  get text() {
    return this.email ?? this.query.get("q") ?? "";
  }

  get sources() {
    return status.get()?.sources.map((each) => each.source) ?? null;
  }

  async find(signal) {
    if (this.text === "" || this.sources === null) return null;
    const found = await findUsers(this.text, this.sources, signal);
    const [only] = found.items;
    if (found.items.length === 1 && found.complete && only.user !== null) {
      navigate(userAddress(only.source, only.userId), { replace: true });
    }
    return found;
  }

  willUpdate(changed) {
    const before = changed.get("query");
    const other = before !== undefined && this.query.get("q") !== null && before.get("q") !== this.query.get("q");
    if (other) this.email = null;
    // the sources may be known only after the page is shown
    const late = this.found.value === null && this.text !== "" && this.sources !== null && !this.found.loading;
    if (other || late || changed.get("email") !== undefined) this.found.restart();
  }

  keys() {
    return [{ keys: "/", does: "Find a user", run: () => this.querySelector("input")?.select() }];
  }

  submit(event) {
    event.preventDefault();
    const text = this.querySelector("input").value.trim();
    if (text === this.text) {
      this.found.restart();
      return;
    }
    this.email = isEmail(text) ? text : null;
    const q = this.email === null ? text : null;
    if (q !== this.query.get("q")) setQuery({ q, cursor: null });
  }

  form() {
    return html`<form class="user-search row" role="search" @submit=${this.submit}>
      <label class="search">
        <span class="unseen">User id or e-mail address</span>
        ${icon("search")}
        <input
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="A user id, or an e-mail address"
          .value=${this.text}
        >
        <kbd aria-hidden="true">/</kbd>
      </label>
      <button class="primary">Find</button>
    </form>`;
  }

  results() {
    if (this.text === "") return nothing;
    const { value, problem } = this.found;
    if (problem) return html`<r-error .problem=${problem} .retry=${() => this.found.restart()}></r-error>`;
    if (!value) return html`<div class="card loading" role="status">Looking for ${this.text}…</div>`;
    return html`<section class="card">
      ${value.items.length === 0
        ? html`<r-empty
            heading=${value.complete ? `The relay has nothing of ${this.text}` : `Not found yet: ${this.text}`}
            shape="search"
            .text=${this.nothingFound(value)}
          ></r-empty>`
        : html`<header>
              <h2>Found</h2>
              ${value.complete ? nothing : html`<span class="muted">${INCOMPLETE}</span>`}
            </header>
            <r-table
              label="Users that were found"
              .columns=${COLUMNS}
              .rows=${value.items}
              .keyOf=${(found) => `${found.source} ${found.userId}`}
              .href=${(found) => (isMasked(found.userId) ? null : userAddress(found.source, found.userId))}
            ></r-table>`}
    </section>`;
  }

  nothingFound(value) {
    return html`<p>
        ${value.complete ? "No event of this user waits, died, or was delivered lately. A user id is case-sensitive." : INCOMPLETE}
      </p>
      <p class="row open-anyway">
        ${(this.sources ?? []).map((source) => html`<a href=${userAddress(source, this.text)}>Open the user in ${source} anyway</a>`)}
      </p>`;
  }

  render() {
    return html`${pageHead({
        title: "Users",
        text: "What waits for a user, what was delivered and what failed, and what can be done.",
        actions: html`<r-personal-data></r-personal-data>`,
      })}
      <div class="stack">${this.form()} ${this.results()} <r-parked .query=${this.query}></r-parked></div>`;
  }
}

customElements.define("r-users", UserSearch);
