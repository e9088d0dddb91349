/** The list of jobs. */
import { html, nothing } from "lit";
import "../../elements/empty.js";
import "../../elements/error.js";
import { pageHead } from "../../elements/page-head.js";
import "../../elements/personal-data.js";
import "../../elements/progress.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { api } from "../../api.js";
import { duration, int } from "../../format.js";
import { icon } from "../../icons.js";
import { Poll } from "../../poll.js";
import { OnReveal, reveal } from "../../reveal.js";
import { View } from "../../view.js";
import { actionOf, DONE, filterWords, jobAddress, jobBadge, pace, titleOf } from "./job.js";

const PERIOD_MILLIS = 2000;

function progress(job) {
  const { failures } = job;
  const failed = failures > 0 ? html`<span class="failed">${int(failures)} failed</span>` : nothing;
  if (job.state === "running") {
    return html`<r-progress .done=${job.total - job.left} .total=${job.total} .label=${titleOf(job)} .words=${html`<span>${pace(job)}</span>${failed}`}></r-progress>`;
  }
  return html`${int(job.acted)} <span class="muted">of ${int(job.total)} ${DONE[job.action]}</span> ${failed}`;
}

const COLUMNS = [
  {
    title: "Job",
    kind: "main",
    cell: (job) => html`<a class="cover row" href=${jobAddress(job)}>${icon(actionOf(job)[1])} ${titleOf(job)}</a>
      <div>${filterWords(job)}</div>`,
  },
  { title: "State", cell: (job) => html`${jobBadge(job)}
      <div class="to-medium muted small">${job.state === "running" ? pace(job) : nothing} <r-time .value=${job.createdAt}></r-time></div>` },
  { title: "Progress", kind: "progress wide", cell: progress },
  { title: "By", kind: "wider", cell: (job) => (job.createdBy === "-" ? html`<span class="muted">no token</span>` : job.createdBy) },
  {
    title: "Took",
    kind: "number wider",
    cell: (job) => (job.finishedAt ? duration((new Date(job.finishedAt) - new Date(job.createdAt)) / 1000) : nothing),
  },
  { title: "Started", kind: "number wide", cell: (job) => html`<r-time .value=${job.createdAt}></r-time>` },
];

class JobList extends View {
  constructor() {
    super();
    this.list = new Poll(this, (signal) => api.get("/admin/jobs", reveal(), { signal }), { everyMillis: PERIOD_MILLIS });
    new OnReveal(this, () => this.list.refresh());
  }

  keys() {
    return [{ keys: "r", does: "Read the list again", run: () => this.list.refresh() }];
  }

  content() {
    const { value, problem } = this.list;
    if (!value) return problem ? nothing : html`<div class="card loading">Reading the jobs…</div>`;
    if (value.items.length === 0) {
      return html`<section class="card">
        <r-empty
          heading="No job has run"
          shape="jobs"
          .text=${html`A job replays, discards or exports selected dead letters, or all that match a filter, at a rate that you choose. Start one from the
            <a href="/dead-letters">dead letters</a>.`}
          command="./relay dlq replay --reason unmapped --dry-run"
        ></r-empty>
      </section>`;
    }
    return html`<section class="card">
      <r-table label="Jobs" .columns=${COLUMNS} .rows=${value.items} .href=${jobAddress}></r-table>
    </section>`;
  }

  render() {
    return html`${pageHead({
        title: "Jobs",
        text: "What replays, discards or exports many dead letters. The latest 200 of 30 days, newest first.",
        actions: html`<r-personal-data></r-personal-data>`,
      })}
      <div class="stack">
        <r-error .problem=${this.list.problem} .retry=${() => this.list.refresh()}></r-error>
        ${this.content()}
      </div>`;
  }
}

customElements.define("r-jobs", JobList);
