/** An instant: how long ago, or the time of day, with the full instant as its title. */
import { html, nothing } from "lit";
import { ago, fullTime, NOTHING, time } from "../format.js";
import { View } from "../view.js";

const TICK_MILLIS = 5000;

/** @type {Set<View>} */
const shown = new Set();

setInterval(() => {
  if (!document.hidden) for (const each of shown) each.requestUpdate();
}, TICK_MILLIS);

/** Properties: `value`, an instant or null; `clock` for the time of day instead of "4 min ago". */
class Time extends View {
  static properties = { value: {}, clock: { type: Boolean } };

  constructor() {
    super();
    this.value = null;
    this.clock = false;
  }

  connectedCallback() {
    super.connectedCallback();
    shown.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    shown.delete(this);
  }

  render() {
    if (!this.value) return html`<span class="muted">${NOTHING}</span>`;
    const date = new Date(this.value);
    return html`<time class="nowrap" datetime=${date.toISOString()} title=${fullTime(date) || nothing}
      >${this.clock ? time(date) : ago(date)}</time
    >`;
  }
}

customElements.define("r-time", Time);
