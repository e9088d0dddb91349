/** Events: what became of each, as a list, as it happens, and for one event as a journey. */
import { html } from "lit";
import { navigate } from "../router.js";
import { Page } from "../view.js";
import "./events/journey.js";
import "./events/lists.js";

class EventsPage extends Page {
  willUpdate() {
    // the search box is for the id of one event
    const messageId = this.query("messageId");
    if (messageId) queueMicrotask(() => navigate(`/events/${encodeURIComponent(messageId)}`, { replace: true }));
  }

  render() {
    const [messageId] = this.route?.ids ?? [];
    return messageId
      ? html`<r-event .messageId=${messageId} .query=${this.route.query}></r-event>`
      : html`<r-events .query=${this.route.query}></r-events>`;
  }
}

customElements.define("page-events", EventsPage);
