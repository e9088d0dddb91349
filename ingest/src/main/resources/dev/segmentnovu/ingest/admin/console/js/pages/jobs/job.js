/** What the list and the detail of jobs have in common. */
import { html } from "lit";
import { badge } from "../../elements/badge.js";
import { confirm } from "../../elements/confirm.js";
import { api, path } from "../../api.js";
import { count, duration, int } from "../../format.js";
import { say, sayProblem } from "../../toast.js";

/** @typedef {any} Job an item of /admin/jobs */

const STATES = {
  running: ["running", "info", "clock"],
  done: ["done", "ok", "check"],
  cancelled: ["cancelled", "warn", "stop"],
  failed: ["failed", "bad", "alert"],
};

const ACTIONS = { replay: ["Replay", "redo"], discard: ["Discard", "trash"], export: ["Export", "download"] };

/** The words of what a job did, such as "replayed". */
export const DONE = { replay: "replayed", discard: "discarded", export: "ready to export" };

/** @param {Job} job */
export function jobBadge(job) {
  const [text, tone, shape] = STATES[job.state] ?? [job.state, "idle", "info"];
  return badge(text, tone, shape);
}

/** @param {Job} job @returns {[string, string]} the word, and the name of an icon */
export function actionOf(job) {
  return ACTIONS[job.action] ?? [job.action, "jobs"];
}

/** @param {Job} job @returns {string} such as "Replay 1,204 dead letters" */
export function titleOf(job) {
  return `${actionOf(job)[0]} ${count(job.total, "dead letter")}`;
}

/** @param {Job} job */
export function jobAddress(job) {
  return `/jobs/${encodeURIComponent(job.id)}`;
}

/** @param {Job} job @returns {[string, string][]} the parts of its filter that narrow it down; a name may come several times */
function parts(job) {
  if (job.filter === null) return [];
  // each job has the time of its start as until, which freezes what it is about
  const given = Object.entries(job.filter).filter(([name, value]) => value !== null && !(name === "until" && value === job.createdAt));
  return given.flatMap(([name, values]) => [values].flat().map((value) => [name, String(value)]));
}

/** @param {Job} job */
export function filterWords(job) {
  if (job.filter === null) return html`<span class="muted">selected dead letters</span>`;
  const given = parts(job);
  if (given.length === 0) return html`<span class="muted">all dead letters</span>`;
  return html`<span class="filter-words">${given.map(([name, value]) => html`<span><span class="muted">${name}</span> ${value}</span>`)}</span>`;
}

/** The dead letters that its filter finds now. @param {Job} job */
export function lettersOf(job) {
  const query = new URLSearchParams(parts(job)).toString();
  return query ? `/dead-letters?${query}` : "/dead-letters";
}

/** @param {Job} job @returns {string} the rate and the time left, such as "98.2 per second, 12 s left" */
export function pace(job) {
  if (job.state !== "running") return "";
  const rate = job.perSecond === null ? `at most ${int(job.ratePerSecond)} per second` : `${job.perSecond.toFixed(1)} per second`;
  return job.secondsLeft === null ? rate : `${rate}, ${duration(job.secondsLeft)} left`;
}

/**
 * Asks, and stops a job.
 *
 * @param {Job} job
 * @returns {Promise<boolean>} whether it stops
 */
export async function cancel(job) {
  const handled = job.total - job.left;
  const sure = await confirm({
    title: `Stop the job after ${int(handled)} of ${count(job.total, "dead letter")}?`,
    text: `What it has done stays done. About ${int(job.left)} stay dead letters, which another job can take on.`,
    action: "Stop the job",
    danger: true,
  });
  if (!sure) return false;
  try {
    await api.post(path`/admin/jobs/${job.id}/cancel`);
    say("The job stops within about a second");
    return true;
  } catch (error) {
    sayProblem(error);
    return false;
  }
}
