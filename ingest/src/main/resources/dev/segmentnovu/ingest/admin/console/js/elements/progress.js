/** How far something is that takes a while. */
import { html } from "lit";
import { int } from "../format.js";
import { View } from "../view.js";

/** Properties: `done` and `total`, numbers; `words`, more to say; `label`, for screen readers. */
class Progress extends View {
  static properties = { done: { type: Number }, total: { type: Number }, words: { attribute: false }, label: {} };

  constructor() {
    super();
    this.done = 0;
    this.total = 0;
    this.words = "";
    this.label = "Progress";
  }

  render() {
    const share = this.total === 0 ? 1 : Math.min(1, this.done / this.total);
    return html`<div
        class="track"
        role="progressbar"
        aria-label=${this.label}
        aria-valuemin="0"
        aria-valuemax=${this.total}
        aria-valuenow=${Math.min(this.done, this.total)}
      >
        <div class="fill" .style=${`--done:${share}`}></div>
      </div>
      <div class="words"><span>${int(this.done)} of ${int(this.total)}</span>${this.words}</div>`;
  }
}

customElements.define("r-progress", Progress);
