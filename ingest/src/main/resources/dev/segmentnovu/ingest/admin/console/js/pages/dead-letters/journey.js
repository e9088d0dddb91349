/** What becomes of a replayed event, until it is delivered or dead again. */
import { html, nothing } from "lit";
import { statusBadge } from "../../elements/badge.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { count } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { View } from "../../view.js";

const PERIOD_MILLIS = 1000;

/** Properties: `letter`, which was replayed. */
class Journey extends View {
  static properties = { letter: { attribute: false } };

  constructor() {
    super();
    this.event = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
  }

  read(signal) {
    if (this.ended) return Promise.resolve(this.event.value);
    const { messageId, source, userId } = this.letter;
    return api.get(path`/admin/events/${messageId}`, { source, userId }, { signal });
  }

  get ended() {
    const event = this.event.value;
    if (!event || event.state === "waiting") return false;
    return event.deadLetterId === null || event.deadLetterId !== this.letter.id;
  }

  waiting(event) {
    return html`<div class="note info">
      ${icon("clock")}
      <div>
        <strong>It waits for delivery.</strong>
        ${event?.position > 0 ? html`${count(event.position, "event")} of the user ${event.position === 1 ? "is" : "are"} before it.` : nothing}
        ${event?.lastError ? html`<div>${event.lastError}</div>` : nothing}
        ${event?.nextTryAt ? html`<div>The next try is <r-time .value=${event.nextTryAt}></r-time>.</div>` : nothing}
      </div>
    </div>`;
  }

  delivered(event) {
    return html`<div class="note ok">
      ${icon("check")}
      <div>
        <strong>Delivered</strong> <r-time .value=${event.deliveredAt} clock></r-time>
        ${event.status ? html`· Novu answered ${statusBadge(event.status)}` : nothing}
        ${event.transactionId ? html`· transaction <code class="break">${event.transactionId}</code>` : nothing}
      </div>
    </div>`;
  }

  dead(event) {
    return html`<div class="note bad">
      ${icon("alert")}
      <div>
        <strong>It failed again.</strong> ${event.lastError ?? event.reason}
        ${event.deadLetterId ? html`<a href=${`/dead-letters/${encodeURIComponent(event.deadLetterId)}`}>See the new dead letter</a>` : nothing}
      </div>
    </div>`;
  }

  render() {
    const event = this.event.value;
    return html`<div role="status">${this.words(event)}</div>`;
  }

  words(event) {
    if (!event || !this.ended) return this.waiting(event);
    if (event.state === "delivered") return this.delivered(event);
    if (event.state === "dead") return this.dead(event);
    return html`<div class="note">${icon("info")}<div><strong>${event.state}</strong> ${event.reason ?? nothing}</div></div>`;
  }
}

customElements.define("r-journey", Journey);
