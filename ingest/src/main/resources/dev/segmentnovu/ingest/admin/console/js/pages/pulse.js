/** Pulse: what happens to events now, and whether something is in their way. */
import { html, nothing } from "lit";
import "../elements/error.js";
import { pageHead } from "../elements/page-head.js";
import "../elements/plot.js";
import { refusedFile } from "../elements/refused-file.js";
import { refusedRequests } from "../elements/refused.js";
import { api } from "../api.js";
import { Poll } from "../poll.js";
import { setQuery } from "../router.js";
import { status, statusProblem } from "../status.js";
import { Watch } from "../value.js";
import { Page } from "../view.js";
import { changeList, readChanges } from "./pulse/changes.js";
import { firstSteps } from "./pulse/first-steps.js";
import { funnel } from "./pulse/funnel.js";
import { latestIssues } from "./pulse/issues.js";
import { plots } from "./pulse/plots.js";
import { processes } from "./pulse/processes.js";
import { readFailures, readWaysOut } from "./pulse/reasons.js";
import { merged, parts, ratesOf, span, SPANS } from "./pulse/spans.js";
import { sourceStates } from "./pulse/sources.js";

const HISTORY_MILLIS = 15_000;
const FAILURES_MILLIS = 10_000;

/** Long lists, of which only the most frequent reasons are shown. */
const WAYS_OUT_MILLIS = 60_000;

/** How many problems of a refused file are listed; Settings lists all. */
const MOST_PROBLEMS = 3;

class PulsePage extends Page {
  constructor() {
    super();
    this.present = new Map();
    new Watch(this, status);
    new Watch(this, statusProblem);
    this.history = new Poll(this, (signal) => this.readHistory(signal), { everyMillis: HISTORY_MILLIS });
    this.failures = new Poll(this, (signal) => readFailures(this.query("source"), this.span, signal), { everyMillis: FAILURES_MILLIS });
    this.waysOut = new Poll(this, (signal) => readWaysOut(this.query("source"), this.span, signal), { everyMillis: WAYS_OUT_MILLIS });
  }

  get span() {
    return span(this.query("span"));
  }

  /** The time that is shown, and as much before it, to compare with. */
  async readHistory(signal) {
    const { from, before, step } = this.span;
    const source = this.query("source");
    const [now, past, changes, queue] = await Promise.all([
      api.get("/admin/history", { from, step, source }, { signal }),
      api.get("/admin/history", { from: before, to: from, step: step ?? "1h", source }, { signal }),
      readChanges(this.span, signal),
      api.get("/admin/queue", {}, { signal }),
    ]);
    return { now, past, changes, rates: ratesOf(queue, source), isNew: neverUsed(queue, now, past) };
  }

  willUpdate(changed) {
    const before = changed.get("route");
    if (before && before.query.toString() !== this.route.query.toString()) {
      for (const poll of [this.history, this.failures, this.waysOut]) poll.restart();
    }
  }

  live() {
    return {
      // the present minute, which grows until it is over
      counts: (point) => {
        this.present.set(point.source, point);
        this.requestUpdate();
      },
    };
  }

  actions() {
    const sources = status.get()?.sources ?? [];
    const chosen = this.query("source");
    return html`
      ${sources.length > 1
        ? html`<label>
            <span class="unseen">Source</span>
            <select @change=${(event) => setQuery({ source: event.target.value })}>
              <option value="" ?selected=${chosen === ""}>All sources</option>
              ${sources.map((each) => html`<option value=${each.source} ?selected=${chosen === each.source}>${each.source}</option>`)}
            </select>
          </label>`
        : nothing}
      <div class="choices" role="group" aria-label="Time">
        ${SPANS.map(
          (each) =>
            html`<button
              aria-pressed=${this.span === each}
              title=${each.words}
              @click=${() => setQuery({ span: each === SPANS[0] ? null : each.name })}
            >
              ${each.name}
            </button>`,
        )}
      </div>
    `;
  }

  render() {
    const chosen = this.query("source");
    const states = status.get()?.sources.filter((each) => chosen === "" || each.source === chosen) ?? null;
    const history = this.history.value && merged(this.history.value.now, this.present);
    const changes = this.history.value?.changes ?? [];
    const reasons = { ...parts(history), ...this.failures.value, ...this.waysOut.value };
    return html`
      ${pageHead({
        title: "Pulse",
        text: `What became of the events of ${this.span.words}, and whether something is in their way.`,
        actions: this.actions(),
      })}
      <div class="stack">
        <r-error .problem=${this.history.problem ?? statusProblem.get()} .retry=${() => this.history.refresh()}></r-error>
        ${refusedFile(status.get()?.configuration, { most: MOST_PROBLEMS })}
        <div class="stack tight">${sourceStates(states)} ${processes(status.get())}</div>
        ${refusedRequests(status.get())} ${this.history.value?.isNew && !states?.some((each) => each.reason) ? firstSteps() : nothing}
        ${funnel({ history, past: this.history.value?.past, states, reasons, span: this.span, source: chosen })}
        ${latestIssues(this.failures.value?.issues)} ${plots(history, this.span, changes, this.history.value?.rates)} ${changeList(changes)}
      </div>
    `;
  }
}

/** Whether nothing has ever come: then the first steps help more than zeros. The totals of the queue do not count what was rejected. */
function neverUsed(queue, ...histories) {
  return (
    queue.sources.every(({ totals }) => totals.enqueued === 0 && totals.duplicates === 0) &&
    histories.every(({ funnel: all }) => all.every((each) => each.received === 0))
  );
}

customElements.define("page-pulse", PulsePage);
