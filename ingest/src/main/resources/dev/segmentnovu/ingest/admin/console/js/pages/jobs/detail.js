/** One job: how far it is, who started it, and what it reports. */
import { html, nothing } from "lit";
import { actionButton } from "../../elements/action.js";
import { command } from "../../elements/command.js";
import "../../elements/empty.js";
import "../../elements/error.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/progress.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api, path } from "../../api.js";
import { downloadExport, exportCommand, MOST_IN_BROWSER } from "../../export.js";
import { count, duration, int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { OnReveal, reveal } from "../../reveal.js";
import { session } from "../../session.js";
import { sayProblem } from "../../toast.js";
import { Watch } from "../../value.js";
import { View } from "../../view.js";
import { cancel, DONE, filterWords, jobBadge, lettersOf, pace, titleOf } from "./job.js";

const PERIOD_MILLIS = 1000;
const PARENT = { href: "/jobs", text: "Jobs" };

const FAILURES = [
  {
    title: "Why they stay dead letters",
    kind: "main",
    cell: (each) => html`<strong>${each.code}</strong>
      <div class="muted break">${each.message}</div>`,
  },
  { title: "How many", kind: "number", cell: (each) => int(each.count) },
  {
    title: "Examples",
    kind: "wide",
    cell: (each) => each.examples.map((id) => html`<div><a class="mono" href=${`/dead-letters/${encodeURIComponent(id)}`}>${id}</a></div>`),
  },
];

const UNKNOWN = html`<section class="card">
  <r-empty heading="The relay does not know this job" shape="search" .text=${"It keeps the latest 200 jobs for 30 days."}></r-empty>
</section>`;

/** Properties: `jobId`. */
class JobDetail extends View {
  static properties = { jobId: {}, busy: { state: true } };

  constructor() {
    super();
    this.busy = false;
    new Watch(this, session);
    this.job = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
    new OnReveal(this, () => this.job.restart());
  }

  read(signal) {
    // a job that has ended does not change
    if (this.job.value && this.job.value.state !== "running") return Promise.resolve(this.job.value);
    return api.get(path`/admin/jobs/${this.jobId}`, reveal(), { signal });
  }

  willUpdate(changed) {
    if (changed.get("jobId") !== undefined) this.job.restart();
  }

  async cancel() {
    if (await cancel(this.job.value)) this.job.refresh();
  }

  async download() {
    this.busy = true;
    try {
      await downloadExport(this.jobId);
    } catch (error) {
      sayProblem(error);
    }
    this.busy = false;
  }

  actions(job) {
    const tooMany = job.total > MOST_IN_BROWSER;
    return html`
      ${job.filter ? html`<a class="button" href=${lettersOf(job)}>${icon("inbox")} What its filter finds now</a>` : nothing}
      ${job.state === "running" ? actionButton({ content: html`${icon("stop")} Stop`, kind: "danger", run: () => this.cancel() }) : nothing}
      ${job.action === "export" && job.state === "done" && job.acted > 0 && !tooMany
        ? actionButton({
            content: html`${icon("download")} ${this.busy ? "Downloading…" : "Download"}`,
            kind: "primary",
            busy: this.busy,
            title: "One dead letter per line, with personal data",
            run: () => this.download(),
          })
        : nothing}
    `;
  }

  progress(job) {
    const running = job.state === "running";
    return html`<section class="card">
      <div class="summary row">${jobBadge(job)} <span>${this.sentence(job)}</span></div>
      ${running || job.state === "cancelled"
        ? html`<div class="job-progress">
            <r-progress .done=${job.total - job.left} .total=${job.total} .label=${titleOf(job)} .words=${html`<span>${pace(job)}</span>`}></r-progress>
          </div>`
        : nothing}
      ${this.facts(job)}
    </section>`;
  }

  sentence(job) {
    if (job.error) return job.error;
    const done = `${count(job.acted, "dead letter is", "dead letters are")} ${DONE[job.action]}`;
    const failed = job.failures > 0 ? `, ${int(job.failures)} ${job.failures === 1 ? "stays" : "stay"} because of a failure` : "";
    const gone = job.report.gone > 0 ? `, ${int(job.report.gone)} ${job.report.gone === 1 ? "was" : "were"} gone before` : "";
    return `${done}${failed}${gone}.`;
  }

  facts(job) {
    const fact = (name, value, title = "") => html`<div title=${title}><dt>${name}</dt><dd>${value}</dd></div>`;
    const seconds = (new Date(job.finishedAt ?? Date.now()) - new Date(job.createdAt)) / 1000;
    return html`<dl class="fact-grid rows">
      ${fact("About", filterWords(job), "As it was at the start: what died later is not included")}
      ${fact("Started by", job.createdBy === "-" ? html`<span class="muted">a port without a token</span>` : job.createdBy)}
      ${fact("Started", html`<r-time .value=${job.createdAt} clock></r-time> <span class="muted"><r-time .value=${job.createdAt}></r-time></span>`)}
      ${job.finishedAt
        ? fact("Ended", html`<r-time .value=${job.finishedAt} clock></r-time> <span class="muted">after ${duration(seconds)}</span>`)
        : nothing}
      ${job.action === "export" ? nothing : fact("Rate", `at most ${int(job.ratePerSecond)} per second`)}
      ${job.action === "replay"
        ? html`${fact("Position", job.position === "head" ? "before all waiting events of the user" : "behind all waiting events of the user")}
            ${fact("Mapping", job.mapping === "stored" ? "the stored trigger, as it was" : "mapped again with the rules of then")}
            ${job.edited ? fact("Edit", "each event was edited") : nothing}
            ${job.force ? fact("Age", "also if a rule’s maxAge has ended") : nothing}`
        : nothing}
      ${job.report.busyRetries > 0 ? fact("Waited", count(job.report.busyRetries, "time"), "For a user whose first event was being delivered") : nothing}
      ${fact("Id", html`<span class="mono">${job.id}</span>`)}
    </dl>`;
  }

  failures(job) {
    if (job.report.failures.length === 0) return nothing;
    return html`<section class="card">
      <header><h2>Failures</h2><span class="muted">${int(job.failures)}, by reason</span></header>
      <r-table
        label="Failures of the job"
        .columns=${FAILURES}
        .rows=${job.report.failures}
        .keyOf=${(each) => `${each.code} ${each.message}`}
        .href=${(each) => (each.examples.length ? `/dead-letters/${encodeURIComponent(each.examples[0])}` : null)}
      ></r-table>
    </section>`;
  }

  result(job) {
    if (job.action !== "export" || job.state !== "done") return nothing;
    return html`<section class="card">
      <header><h2>Result</h2></header>
      <div class="body stack">
        <p class="muted">
          One dead letter per line, read now: what was replayed or deleted since the start is missing.
          ${job.total > MOST_IN_BROWSER ? "There are too many for a download in the browser; a terminal streams them into a file." : "In a terminal:"}
        </p>
        ${command(exportCommand(job.id))}
      </div>
    </section>`;
  }

  render() {
    const job = this.job.value;
    const { problem } = this.job;
    const isKnown = job || problem?.status !== 404;
    // one template in all cases, so that the heading keeps the focus when the job comes
    return html`${pageHead({ title: job ? titleOf(job) : "Job", parent: PARENT, actions: job ? this.actions(job) : nothing })}
      <div class="stack">
        <r-error .problem=${isKnown ? problem : null} .retry=${() => this.job.refresh()}></r-error>
        ${job ? html`${this.progress(job)} ${this.failures(job)} ${this.result(job)}` : isKnown ? this.reading() : UNKNOWN}
      </div>`;
  }

  reading() {
    return this.job.problem ? nothing : html`<div class="card loading">Reading the job…</div>`;
  }
}

customElements.define("r-job", JobDetail);
