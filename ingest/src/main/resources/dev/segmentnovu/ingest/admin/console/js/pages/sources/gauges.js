/** Budget, circuit and concurrency of a source, as plots. */
import { html, nothing } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/plot.js";
import "../../elements/time.js";
import { duration, int, percent } from "../../format.js";

const KEPT_POINTS = 720;

/** While the tab is hidden or shows another page, nothing is read; a line across such a time would say what nobody knows. */
const GAP_SECONDS = 30;

/** The least time that a plot shows, so that its first points do not fill it. */
const LEAST_SECONDS = 120;
const COLOURS = [1, 2, 5, 3, 4];

/** By source, for as long as the tab is open: the relay keeps no history of them. @type {Map<string, Gauges>} */
const kept = new Map();

/** @param {string} source */
export function gaugesOf(source) {
  if (!kept.has(source)) kept.set(source, new Gauges());
  return kept.get(source);
}

/** What the tab has seen of a source, one point for each answer. */
class Gauges {
  points = [];

  /**
   * @param {any} answer of /admin/sources/{source}
   * @param {number} atSeconds
   */
  add(answer, atSeconds) {
    const before = this.points.at(-1);
    const { circuit, concurrency, budget } = answer;
    const left = Object.fromEntries(budget.map((each) => [each.category, each.remaining]));
    const point = { at: atSeconds, circuit, used: concurrency.used, limit: concurrency.limit, left };
    const gap = before && atSeconds - before.at > GAP_SECONDS ? [{ ...UNKNOWN, at: before.at + 1 }] : [];
    this.points = [...this.points, ...gap, point].slice(-KEPT_POINTS);
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

const UNKNOWN = { circuit: null, used: null, limit: null, left: {} };

function card(title, text, content) {
  return html`<section class="card">
    <header>
      <h2>${title}</h2>
      <span class="muted small">${text}</span>
    </header>
    <div class="body">${content}</div>
  </section>`;
}

function budget(answer, gauges, past) {
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
    `calls that are left until Novu refuses one, ${SEEN}`,
    html`<r-plot .times=${gauges.times} .series=${series} .show=${int} unit="whole" .marks=${past.marks} label="Budget left" group="source"></r-plot>
      <ul class="budget muted small">
        ${answer.budget.map(
          (each) =>
            html`<li>
              ${each.category}: ${int(each.remaining)} of ${int(each.burst)} left, ${int(each.limit)} more each ${duration(each.windowSeconds)}
              ${each.resetAt ? html`· full again <r-time .value=${each.resetAt}></r-time>` : nothing}
            </li>`,
        )}
      </ul>`,
  );
}

/** The relay keeps the share of the budget for each minute. */
function used({ points, marks }) {
  if (points.every((each) => each.budgetUsed === null)) return nothing;
  const series = [{ label: "used", colour: 5, values: points.map((each) => each.budgetUsed), fill: true }];
  return card(
    "Budget used",
    "the largest share in each minute of the last hour",
    html`<r-plot
      .times=${points.map((each) => new Date(each.at).getTime() / 1000)}
      .series=${series}
      .show=${(value) => percent(value, 1)}
      .marks=${marks}
      label="Share of the budget that was used"
    ></r-plot>`,
  );
}

function concurrency(answer, gauges, { marks }) {
  const { used: now, limit, max } = answer.concurrency;
  const isOpen = answer.circuit === "open";
  const series = [
    { label: "in flight", colour: 1, values: gauges.values((each) => each.used), fill: true },
    { label: "limit", colour: 3, values: gauges.values((each) => each.limit), dashed: true },
    // as high as the limit while it is open, so that one sees how long no call was made
    { label: "circuit", colour: 4, values: gauges.values(openCircuit), fill: true, show: (value) => (value > 0 ? "open" : "closed") },
  ];
  return card(
    "Calls at once",
    `${int(now)} of ${int(limit)} now; the setting allows ${int(max)}; ${SEEN}`,
    html`<r-plot .times=${gauges.times} .series=${series} .show=${int} unit="whole" .marks=${marks} label="Calls in flight" group="source"></r-plot>
      <p class="muted small row">
        ${isOpen ? badge("circuit open", "bad", "plug") : badge("circuit closed", "ok", "check")}
        ${isOpen
          ? "All calls failed, so the events wait. One of them is tried now and then; the first answer closes the circuit."
          : "The workers lower the limit while Novu is slow, and raise it again."}
      </p>`,
  );
}

function openCircuit({ circuit, limit }) {
  return circuit === null ? null : circuit === "open" ? Math.max(1, limit) : 0;
}

const SEEN = "as this tab saw it";

/**
 * @param {any} answer of /admin/sources/{source}
 * @param {{points: any[], marks: any[]} | undefined} past the points of /admin/history and the items of /admin/marks
 */
export function gaugeCards(answer, past) {
  const marks = (past?.marks ?? []).map((each) => ({ at: new Date(each.at).getTime() / 1000, text: each.text }));
  const gauges = gaugesOf(answer.source);
  const known = { points: past?.points ?? [], marks };
  return html`<div class="halves">${budget(answer, gauges, known)} ${concurrency(answer, gauges, known)} ${used(known)}</div>`;
}
