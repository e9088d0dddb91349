/** Runs a job of the relay, and tells how far it is. */
import { api, path } from "../../api.js";

const POLL_MILLIS = 700;

/** The answers after which another look at a job tells nothing more: the token counts no longer, or the job is forgotten. */
const FINAL = [401, 403, 404];

/**
 * @typedef {object} Progress
 * @property {"running" | "done" | "cancelled" | "failed"} state
 * @property {number} total
 * @property {number} acted
 * @property {number} left how many it has not reached
 * @property {{code: string, message: string, count: number, examples: string[]}[]} failures
 * @property {number | null} perSecond
 * @property {number | null} secondsLeft
 * @property {number | null} gone how many others had taken before
 * @property {string | null} error
 * @property {string} jobId
 */

function ofJob(job) {
  return {
    state: job.state,
    total: job.total,
    acted: job.acted,
    left: job.left,
    failures: job.report.failures,
    perSecond: job.perSecond,
    secondsLeft: job.secondsLeft,
    gone: job.report.gone,
    error: job.error,
    jobId: job.id,
  };
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** A key for a request that starts a job: the same request with the same key starts nothing more. */
export function newKey() {
  // a browser has no UUIDs for a page that came over http from another host
  return crypto.randomUUID?.() ?? String(Math.random());
}

/**
 * Starts a job, and tells how far it is until it ends.
 *
 * @param {string} request as the API takes it
 * @param {string} key of {@link newKey}
 * @param {(progress: Progress) => boolean} tell answers false when nobody looks any more: the job goes on
 */
export async function runJob(request, key, tell) {
  let job = await api.post("/admin/jobs", request, { headers: { "Idempotency-Key": key } });
  while (tell(ofJob(job)) && job.state === "running") {
    await pause(POLL_MILLIS);
    try {
      job = await api.get(path`/admin/jobs/${job.id}`);
    } catch (error) {
      // after another one it goes on without us; the next look tells
      if (FINAL.includes(error.status)) throw error;
    }
  }
}
