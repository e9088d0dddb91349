/** Budget, circuit and concurrency of a source, as plots of the time that the page is open. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/plot.js";
import "../../elements/time.js";
import { int } from "../../format.js";

const KEPT_POINTS = 720;

/** The least time that a plot shows, so that its first points do not fill it. */
const LEAST_SECONDS = 120;
const COLOURS = [1, 2, 5, 3, 4];

/** What the page remembers of a source, one point for each answer. */
export class Gauges {
  points = [];
  marks = [];

  /**
   * @param {any} answer of /admin/sources/{source}
   * @param {number} atSeconds
   */
  add(answer, atSeconds) {
    const before = this.points.at(-1);
    const point = { at: atSeconds, circuit: answer.circuit, used: answer.concurrency?.used ?? null, limit: answer.concurrency?.limit ?? null, left: {} };
    for (const each of answer.budget ?? []) point.left[each.category] = each.remaining;
    if (before && before.circuit !== point.circuit) this.marks.push({ at: atSeconds, text: `circuit ${point.circuit}` });
    this.points = [...this.points.slice(1 - KEPT_POINTS), point];
  }

  get times() {
    return this.#padded((each) => each.at, (first) => first.at - LEAST_SECONDS);
  }

  /** @param {(point: any) => number | null} read @returns {(number | null)[]} one for each time */
  values(read) {
    return this.#padded(read, () => null);
  }

  #padded(read, before) {
    const [first] = this.points;
    const isShort = first && this.points.at(-1).at - first.at < LEAST_SECONDS;
    return [...(isShort ? [before(first)] : []), ...this.points.map(read)];
  }
}

function card(title, text, content) {
  return html`<section class="card">
    <header>
      <h2>${title}</h2>
      <span class="muted small">${text}</span>
    </header>
    <div class="body">${content}</div>
  </section>`;
}

function budget(answer, gauges, marks) {
  if (answer.budget.length === 0) {
    return card(
      "Budget at Novu",
      "its rate limit",
      html`<p class="muted">
        Novu reports no rate limit for this API key, as a self-hosted Novu does by default. Workers then send as fast as Novu answers.
      </p>`,
    );
  }
  const series = answer.budget.map((each, index) => ({
    label: each.category,
    colour: COLOURS[index % COLOURS.length],
    values: gauges.values((point) => point.left[each.category] ?? null),
  }));
  return card(
    "Budget at Novu",
    "calls that are left until Novu refuses one",
    html`<r-plot .times=${gauges.times} .series=${series} .show=${int} .marks=${marks} label="Budget left" group="source"></r-plot>
      <ul class="budget muted small">
        ${answer.budget.map(
          (each) =>
            html`<li>
              ${each.category}: ${int(each.remaining)} of ${int(each.limit)}
              ${each.resetAt ? html`· full again <r-time .value=${each.resetAt}></r-time>` : nothing}
            </li>`,
        )}
      </ul>`,
  );
}

function concurrency(answer, gauges, marks) {
  const { used, limit, max } = answer.concurrency;
  const series = [
    { label: "in flight", colour: 1, values: gauges.values((each) => each.used), fill: true },
    { label: "limit", colour: 3, values: gauges.values((each) => each.limit), dashed: true },
  ];
  const isOpen = answer.circuit === "open";
  return card(
    "Calls at once",
    `${int(used)} of ${int(limit)} now; the setting allows ${int(max)}`,
    html`<r-plot .times=${gauges.times} .series=${series} .show=${int} .marks=${marks} label="Calls in flight" group="source"></r-plot>
      <p class="muted small row">
        ${isOpen ? badge("circuit open", "bad", "plug") : badge("circuit closed", "ok", "check")}
        ${isOpen
          ? "All calls failed, so the events wait. One of them is tried now and then; the first answer closes the circuit."
          : "The workers lower the limit while Novu is slow, and raise it again."}
      </p>`,
  );
}

/**
 * @param {any} answer of /admin/sources/{source}
 * @param {Gauges} gauges
 * @param {any[]} marks the items of /admin/marks
 */
export function gaugeCards(answer, gauges, marks) {
  const all = [...gauges.marks, ...marks.map((each) => ({ at: new Date(each.at).getTime() / 1000, text: each.text }))];
  return html`<div class="halves">${budget(answer, gauges, all)} ${concurrency(answer, gauges, all)}</div>`;
}
