/** The lists of events: as they happen, or those that are remembered, by what became of them. */
import { html } from "lit";
import "../../elements/filters.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/personal-data.js";
import { navigate, href } from "../../router.js";
import { status } from "../../status.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import "./deliveries.js";
import { CODES } from "./codes.js";
import "./rejections.js";
import { KINDS } from "./tail-row.js";
import "./tail.js";

const SOURCE = { name: "source", label: "Source" };
const USER = { name: "userId", label: "User" };

/** What each list shows, and by what it can be narrowed down. */
const SHOWN = [
  {
    name: "",
    words: "Live",
    text: "What becomes of events, as it happens.",
    fields: [
      { name: "kind", label: "What happens", options: Object.entries(KINDS).map(([kind, [words]]) => [kind, words]) },
      SOURCE,
      USER,
      { name: "contains", label: "Contains", hint: "a part of the event’s name, workflow or message" },
    ],
  },
  { name: "delivered", words: "Delivered", text: "Novu has them: the latest that the relay remembers.", fields: [SOURCE, USER] },
  { name: "unchanged", words: "Unchanged", text: "Novu had the same data already, so no call was made.", fields: [SOURCE, USER] },
  { name: "skipped", words: "Skipped", text: "They are not for Novu: each says why.", fields: [SOURCE, USER] },
  {
    name: "rejected",
    words: "Rejected",
    text: "The relay did not accept them: each says why. The sender got the same answer.",
    fields: [{ name: "code", label: "Code", options: Object.keys(CODES) }, SOURCE],
  },
];

const SEARCH = { name: "messageId", label: "Message id" };

/** Properties: `query`, of the address. */
class EventLists extends View {
  static properties = { query: { attribute: false } };

  constructor() {
    super();
    new Watch(this, status);
  }

  get shown() {
    return SHOWN.find((each) => each.name === (this.query.get("show") ?? "")) ?? SHOWN[0];
  }

  list() {
    switch (this.shown.name) {
      case "":
        return html`<r-tail .query=${this.query}></r-tail>`;
      case "rejected":
        return html`<r-rejections .query=${this.query}></r-rejections>`;
      default:
        return html`<r-deliveries .query=${this.query} .outcome=${this.shown.name}></r-deliveries>`;
    }
  }

  render() {
    const sources = status.get()?.sources.map((each) => each.source) ?? [];
    const fields = this.shown.fields.map((field) => (field === SOURCE && sources.length ? { ...field, options: sources } : field));
    const source = this.query.get("source");
    return html`${pageHead({ title: "Events", text: this.shown.text, actions: html`<r-personal-data></r-personal-data>` })}
      <div class="stack">
        <div class="choices many" role="group" aria-label="Which events">
          ${SHOWN.map(
            (each) =>
              html`<button aria-pressed=${this.shown === each} @click=${() => navigate(href("/events", { show: each.name, source }))}>
                ${each.words}
              </button>`,
          )}
        </div>
        <r-filters .fields=${fields} .search=${SEARCH} placeholder="A message id, to follow the journey of one event"></r-filters>
        ${this.list()}
      </div>`;
  }
}

customElements.define("r-events", EventLists);
