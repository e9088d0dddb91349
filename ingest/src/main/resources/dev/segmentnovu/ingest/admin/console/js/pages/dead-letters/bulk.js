/** The dialog for many dead letters: what would happen, how fast, how far it is, and what became of it. */
import { html, nothing, render } from "lit";
import { openDialog } from "../../elements/dialog.js";
import "../../elements/error.js";
import "../../elements/progress.js";
import { api, path } from "../../api.js";
import { count, duration, int } from "../../format.js";
import { reveal } from "../../reveal.js";
import { say } from "../../toast.js";
import { View } from "../../view.js";
import { bulkOptions, OPTIONS, requestOf, sendTheSame } from "./bulk-options.js";
import { plan } from "./bulk-plan.js";
import { outcome } from "./bulk-outcome.js";
import { wordsOf } from "./filter.js";
import { readPlan } from "./plan.js";
import { newKey, runJob } from "./run.js";

const WAIT_MILLIS = 350;
const NOTABLE_SECONDS = 5;
const DONE = { replay: "Replayed", discard: "Discarded", export: "Exported" };
const VERBS = { replay: "Replay", discard: "Discard", export: "Export" };

/**
 * @typedef {object} Scope
 * @property {string[] | null} ids the selected ones; null for all that match
 * @property {Record<string, string | string[]>} filter
 * @property {number} count
 */

/** Properties: `action`; `scope`; `close`, which closes the dialog. */
class Bulk extends View {
  static properties = {
    action: {},
    scope: { attribute: false },
    close: { attribute: false },
    options: { state: true },
    plan: { state: true },
    problem: { state: true },
    starting: { state: true },
    progress: { state: true },
  };

  #timer = null;
  /** How many plans were asked for: only the answer to the latest counts. */
  #asked = 0;
  /** The latest request for a job, and its key. */
  #order = { request: null, key: null };

  constructor() {
    super();
    this.options = OPTIONS;
    this.plan = null;
    this.problem = null;
    this.starting = false;
    this.progress = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  firstUpdated() {
    this.querySelector("input, button").focus();
    this.check();
  }

  async check() {
    this.forget();
    const asked = this.#asked;
    try {
      const plan = await readPlan(requestOf(this.action, this.about(), this.options, { dryRun: true }), reveal());
      if (asked === this.#asked) this.plan = plan;
    } catch (error) {
      if (asked === this.#asked) this.problem = error;
    }
  }

  /** A plan of other options is of no use, also if it is still to come. */
  forget() {
    this.#asked++;
    this.plan = null;
    this.problem = null;
  }

  change(options) {
    const isPlanned = sendTheSame(options, this.options);
    this.options = options;
    if (isPlanned) return;
    this.forget();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.check(), WAIT_MILLIS);
  }

  /** The selected ones; or all that match, with a plan what it has counted and not what died since. */
  about() {
    const { ids, filter } = this.scope;
    if (ids !== null) return { ids };
    if (this.plan === null) return { filter };
    const { since, until } = this.plan;
    return { filter: { ...filter, ...(since === null ? {} : { since }), until } };
  }

  order() {
    const request = requestOf(this.action, this.about(), this.options);
    if (request !== this.#order.request) this.#order = { request, key: newKey() };
    return this.#order;
  }

  get isReady() {
    return this.number > 0 && !this.starting && this.plan !== null;
  }

  get number() {
    return this.progress?.total ?? this.plan?.count ?? this.scope.count;
  }

  async start(event) {
    event.preventDefault();
    if (!this.isReady) return;
    this.starting = true;
    this.problem = null;
    try {
      const { request, key } = this.order();
      await runJob(request, key, (progress) => {
        this.progress = progress;
        return this.isConnected;
      });
      if (this.progress.state === "done") say(`${DONE[this.action]} ${count(this.progress.acted, "dead letter")}`);
    } catch (error) {
      this.problem = error;
    }
    this.starting = false;
  }

  async cancel() {
    try {
      await api.post(path`/admin/jobs/${this.progress.jobId}/cancel`);
    } catch (error) {
      this.problem = error;
    }
  }

  before() {
    const filter = wordsOf(this.scope.filter);
    const seconds = this.number / this.options.ratePerSecond;
    return html`<form class="content" @submit=${this.start}>
      <div>
        <h2 id="bulk-title">${this.title}</h2>
        <p class="muted">
          ${this.scope.ids ? "The ones that you selected." : filter ? html`All that match: ${filter}.` : "All dead letters of all sources."}
          ${this.action === "discard" ? html`<strong>They are deleted for good, and their events are never delivered.</strong>` : nothing}
          ${this.action === "replay" ? "Later events of the same users may already have been delivered." : nothing}
        </p>
      </div>
      ${this.action === "export"
        ? nothing
        : bulkOptions({ action: this.action, options: this.options, change: (options) => this.change(options) })}
      <r-error .problem=${this.problem} .retry=${this.plan === null ? () => this.check() : null}></r-error>
      ${plan(this.plan, this.action, this.problem !== null)}
      <div class="actions">
        <button type="button" @click=${this.close}>Close</button>
        <button class=${this.action === "discard" ? "primary danger" : "primary"} ?disabled=${!this.isReady}>
          ${VERBS[this.action]} ${int(this.number)}
        </button>
      </div>
      ${this.action !== "export" && seconds > NOTABLE_SECONDS
        ? html`<p class="muted small">At ${int(this.options.ratePerSecond)} per second it takes about ${duration(seconds)}.</p>`
        : nothing}
    </form>`;
  }

  during() {
    const { state, total, left, perSecond, secondsLeft, jobId } = this.progress;
    return html`<div class="content">
      <h2 id="bulk-title">${this.title}</h2>
      <r-progress
        label=${this.title}
        .done=${state === "done" ? total : total - left}
        .total=${total}
        .words=${state === "running"
          ? html`${perSecond ? html`<span>${int(perSecond)} per second</span>` : nothing}
            ${secondsLeft ? html`<span>about ${duration(secondsLeft)} left</span>` : nothing}`
          : nothing}
      ></r-progress>
      <r-error .problem=${this.problem}></r-error>
      ${state === "running"
        ? html`<p class="muted">The job goes on if you close this, or the page: <a href=${`/jobs/${jobId}`}>see it among the jobs</a>.</p>`
        : outcome(this.progress, this.action)}
      <div class="actions">
        ${state === "running" ? html`<button type="button" @click=${this.cancel}>Cancel the rest</button>` : nothing}
        <button class=${state === "running" ? "" : "primary"} type="button" @click=${this.close}>Close</button>
      </div>
    </div>`;
  }

  get title() {
    return `${VERBS[this.action]} ${count(this.number, "dead letter")}`;
  }

  render() {
    return this.progress === null ? this.before() : this.during();
  }
}

customElements.define("r-bulk", Bulk);

/**
 * Opens the dialog.
 *
 * @param {object} what
 * @param {"replay" | "discard" | "export"} what.action
 * @param {Scope} what.scope
 * @param {() => void} what.closed
 */
export function openBulk({ action, scope, closed }) {
  openDialog(
    (dialog) => render(html`<r-bulk .action=${action} .scope=${scope} .close=${() => dialog.close()}></r-bulk>`, dialog),
    { labelledBy: "bulk-title", closed },
  );
}
