/** Runs an action on many dead letters: as a job of the relay, or one by one for those that were selected. */
import { api, path } from "../../api.js";

const POLL_MILLIS = 700;
const AT_ONCE = 4;

/**
 * @typedef {object} Progress
 * @property {"running" | "done" | "cancelled" | "failed"} state
 * @property {number} total
 * @property {number} acted
 * @property {{code: string, message: string, count: number, examples: string[]}[]} failures
 * @property {number | null} perSecond
 * @property {number | null} secondsLeft
 * @property {number | null} gone how many others had taken before
 * @property {string | null} error
 * @property {string | null} jobId
 */

function ofJob(job) {
  return {
    state: job.state,
    total: job.total,
    acted: job.acted,
    failures: job.report.failures,
    perSecond: job.perSecond,
    secondsLeft: job.secondsLeft,
    gone: job.report.gone,
    error: job.error,
    jobId: job.id,
  };
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Starts a job, and tells how far it is until it ends.
 *
 * @param {object} request as the API takes it
 * @param {(progress: Progress) => boolean} tell answers false when nobody looks any more: the job goes on
 * @returns {Promise<string>} its id
 */
export async function runJob(request, tell) {
  // the key makes a request that is sent again start nothing
  const key = crypto.randomUUID?.() ?? String(Math.random());
  let job = await api.post("/admin/jobs", request, { headers: { "Idempotency-Key": key } });
  while (tell(ofJob(job)) && job.state === "running") {
    await pause(POLL_MILLIS);
    try {
      job = await api.get(path`/admin/jobs/${job.id}`);
    } catch {
      // it goes on without us; the next look tells
    }
  }
  return job.id;
}

/**
 * Acts on single dead letters.
 *
 * @param {string[]} ids
 * @param {(id: string) => Promise<unknown>} act
 * @param {(progress: Progress) => boolean} tell
 * @param {() => boolean} isCancelled
 */
export async function runEach(ids, act, tell, isCancelled) {
  const left = [...ids];
  const failures = new Map();
  let acted = 0;
  let gone = 0;
  const progress = (state) => ({
    state,
    total: ids.length,
    acted,
    failures: [...failures.values()],
    perSecond: null,
    secondsLeft: null,
    gone,
    error: null,
    jobId: null,
  });
  const worker = async () => {
    while (left.length > 0 && !isCancelled()) {
      const id = left.shift();
      try {
        await act(id);
        acted++;
      } catch (error) {
        if (error.status === 404) gone++;
        else note(failures, id, error);
      }
      tell(progress("running"));
    }
  };
  tell(progress("running"));
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  tell(progress(left.length > 0 ? "cancelled" : "done"));
}

function note(failures, id, error) {
  const message = [error.message, ...(error.errors ?? []).map((each) => `${each.where} ${each.detail}`)].join(" ");
  const known = failures.get(message) ?? { code: String(error.status ?? "failed"), message, count: 0, examples: [] };
  known.count++;
  if (known.examples.length < 3) known.examples.push(id);
  failures.set(message, known);
}
