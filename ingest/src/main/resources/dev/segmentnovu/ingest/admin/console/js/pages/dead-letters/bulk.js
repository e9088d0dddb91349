/** The dialog for many dead letters: what would happen, how fast, how far it is, and what became of it. */
import { html, nothing, render } from "lit";
import { openDialog } from "../../elements/dialog.js";
import "../../elements/error.js";
import "../../elements/progress.js";
import { api, path } from "../../api.js";
import { count, duration, int } from "../../format.js";
import { say } from "../../toast.js";
import { View } from "../../view.js";
import { bulkOptions, OPTIONS, requestOf } from "./bulk-options.js";
import { plan } from "./bulk-plan.js";
import { outcome } from "./bulk-outcome.js";
import { wordsOf } from "./filter.js";
import { runEach, runJob } from "./run.js";

const WAIT_MILLIS = 350;
const NOTABLE_SECONDS = 5;
const DONE = { replay: "Replayed", discard: "Discarded", export: "Exported" };
const VERBS = { replay: "Replay", discard: "Discard", export: "Export" };

/**
 * @typedef {object} Scope
 * @property {string[] | null} ids the selected ones; null for all that match
 * @property {Record<string, string>} filter
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
    progress: { state: true },
  };

  #timer = null;
  #cancelled = false;
  /** What an export of selected ones has read. */
  #lines = [];

  constructor() {
    super();
    this.options = OPTIONS;
    this.plan = null;
    this.problem = null;
    this.progress = null;
  }

  firstUpdated() {
    this.querySelector("input, button").focus();
    this.check();
  }

  /** The plan is made by the relay; for selected ones there is no need of one. */
  async check() {
    this.problem = null;
    if (this.scope.ids !== null) return;
    try {
      this.plan = await api.post("/admin/jobs", { ...this.request(), dryRun: true });
    } catch (error) {
      this.plan = null;
      this.problem = error;
    }
  }

  change(options) {
    this.options = options;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.check(), WAIT_MILLIS);
  }

  request() {
    return requestOf(this.action, this.scope.filter, this.options);
  }

  get number() {
    return this.progress?.total ?? this.plan?.count ?? this.scope.count;
  }

  async start(event) {
    event.preventDefault();
    this.problem = null;
    const tell = (progress) => {
      this.progress = progress;
      return this.isConnected;
    };
    try {
      if (this.scope.ids === null) await runJob(this.request(), tell);
      else await runEach(this.scope.ids, (id) => this.actOn(id), tell, () => this.#cancelled);
      if (this.progress?.state === "done") say(`${DONE[this.action]} ${count(this.progress.acted, "dead letter")}`);
    } catch (error) {
      this.problem = error;
    }
  }

  async actOn(id) {
    const { position, force } = this.options;
    const letter = path`/admin/dead-letters/${id}`;
    if (this.action === "replay") await api.post(`${letter}/replay`, { position, force });
    else if (this.action === "discard") await api.remove(letter);
    else this.#lines.push(await api.text(letter));
  }

  async cancel() {
    this.#cancelled = true;
    if (this.progress.jobId === null) return;
    try {
      await api.post(path`/admin/jobs/${this.progress.jobId}/cancel`);
    } catch (error) {
      this.problem = error;
    }
  }

  before() {
    const filter = wordsOf(this.scope.filter);
    const seconds = this.number / this.options.ratePerSecond;
    const isJob = this.scope.ids === null;
    return html`<form class="content" @submit=${this.start}>
      <div>
        <h2 id="bulk-title">${this.title}</h2>
        <p class="muted">
          ${this.scope.ids !== null ? "The ones that you selected." : filter ? html`All that match: ${filter}.` : "All dead letters of all sources."}
          ${this.action === "discard" ? html`<strong>They are deleted for good, and their events are never delivered.</strong>` : nothing}
        </p>
      </div>
      ${this.action === "export"
        ? nothing
        : bulkOptions({ action: this.action, isJob, options: this.options, change: (options) => this.change(options) })}
      <r-error .problem=${this.problem}></r-error>
      ${isJob ? plan(this.plan, this.action) : nothing}
      <div class="actions">
        <button type="button" @click=${this.close}>Close</button>
        <button class=${this.action === "discard" ? "primary danger" : "primary"} ?disabled=${this.number === 0 || this.problem !== null}>
          ${VERBS[this.action]} ${int(this.number)}
        </button>
      </div>
      ${isJob && this.action !== "export" && seconds > NOTABLE_SECONDS
        ? html`<p class="muted small">At ${int(this.options.ratePerSecond)} per second it takes about ${duration(seconds)}.</p>`
        : nothing}
    </form>`;
  }

  during() {
    const { state, acted, total, perSecond, secondsLeft, jobId } = this.progress;
    return html`<div class="content">
      <h2 id="bulk-title">${this.title}</h2>
      <r-progress
        label=${this.title}
        .done=${state === "done" ? total : acted}
        .total=${total}
        .words=${state === "running"
          ? html`${perSecond ? html`<span>${int(perSecond)} per second</span>` : nothing}
            ${secondsLeft ? html`<span>about ${duration(secondsLeft)} left</span>` : nothing}`
          : nothing}
      ></r-progress>
      <r-error .problem=${this.problem}></r-error>
      ${state === "running"
        ? html`<p class="muted">
            ${jobId ? html`The job goes on if you close this, or the page: <a href=${`/jobs/${jobId}`}>see it among the jobs</a>.` : "Keep the page open until it is done."}
          </p>`
        : outcome(this.progress, this.action, this.#lines)}
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
