/** A plot over time. uPlot comes with the first of them. */
import { html, nothing } from "lit";
import { NOTHING, time } from "../format.js";
import { colours } from "../theme.js";
import { Watch } from "../value.js";
import { View } from "../view.js";
import { plotOptions } from "./plot-options.js";

const HEIGHT = 168;

/**
 * @typedef {object} Series
 * @property {string} label
 * @property {1 | 2 | 3 | 4 | 5} colour of the tokens --plot-1 …
 * @property {(number | null)[]} values one for each time
 * @property {boolean} [dashed]
 * @property {boolean} [fill]
 * @property {(value: number) => string} [show] a value as text, if not as those of the plot
 */

/**
 * Properties: `times`, in seconds since 1970; `series`; `show(value)`, a value as text; `label`,
 * what the plot is; `unit`, "whole" for things that have no parts,
 * "seconds" for durations, or nothing; `marks`, [{at, text}] in seconds, drawn as lines; `group`, plots of one name
 * share their cursor.
 */
class Plot extends View {
  static properties = {
    times: { attribute: false },
    series: { attribute: false },
    show: { attribute: false },
    label: {},
    unit: {},
    marks: { attribute: false },
    group: {},
    at: { state: true },
  };

  #plot = null;
  #shape = "";
  #resize = null;

  constructor() {
    super();
    this.times = [];
    this.series = [];
    this.show = String;
    this.label = "";
    this.unit = "";
    this.marks = [];
    this.group = "";
    this.at = null;
    new Watch(this, colours);
  }

  willUpdate() {
    // the cursor stays where it was when there are fewer times than before
    if (this.at !== null && this.at >= this.times.length) this.at = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#resize = new ResizeObserver(([entry]) =>
      this.#plot?.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT }),
    );
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#destroy();
  }

  #destroy() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#shape = "";
  }

  async updated(changed) {
    if (!["times", "series", "marks"].some((name) => changed.has(name)) && this.#shape.startsWith(`${colours.get()} `)) {
      return;
    }
    const { default: UPlot } = await import("uplot");
    if (!this.isConnected) return;
    const box = this.querySelector(".canvas");
    const data = [this.times, ...this.series.map((each) => each.values)];
    // other colours or other lines need another plot; other values do not
    const shape = `${colours.get()} ${this.series.map((each) => each.label).join()}`;
    if (this.#plot && this.#shape === shape) {
      this.#plot.marks = this.marks;
      this.#plot.setData(data);
      return;
    }
    this.#destroy();
    this.#shape = shape;
    const options = plotOptions({
      element: this,
      width: Math.floor(box.clientWidth),
      height: HEIGHT,
      series: this.series,
      show: this.show,
      unit: this.unit,
      group: this.group,
      moved: (index) => (this.at = index),
    });
    this.#plot = new UPlot(options, data, box);
    this.#plot.marks = this.marks;
    this.#plot.redraw(false);
    this.#resize.observe(box);
  }

  /** The last value, or the one below the cursor. */
  value(series) {
    const index = this.at ?? series.values.length - 1;
    const value = series.values[index];
    return value === null || value === undefined ? NOTHING : this.text(series, value);
  }

  text(series, value) {
    return (series.show ?? this.show)(value);
  }

  summary() {
    const last = this.series.map((each) => `${each.label} ${this.text(each, each.values.at(-1) ?? 0)}`).join(", ");
    return `${this.label}. At the end: ${last}.`;
  }

  render() {
    return html`<ul class="legend">
        ${this.series.map(
          (each) =>
            html`<li>
              <i class=${each.dashed ? `colour-${each.colour} dashed` : `colour-${each.colour}`}></i>${each.label}
              <b>${this.value(each)}</b>
            </li>`,
        )}
        ${this.at === null ? nothing : html`<li class="at">${time(new Date(1000 * this.times[this.at]))}</li>`}
      </ul>
      <div class="canvas" role="img" aria-label=${this.summary()} .style=${`--plot-height:${HEIGHT}px`}></div>`;
  }
}

customElements.define("r-plot", Plot);
