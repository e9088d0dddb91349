/** Asks the relay what a job would do. */
import { api } from "../../api.js";
import { elements, member } from "../../raw-json.js";

/**
 * @typedef {object} Plan
 * @property {number} count
 * @property {number} gone how many of the selected ones others have taken
 * @property {{value: string | null, count: number}[]} reasons
 * @property {string | null} since
 * @property {string | null} until
 * @property {any[]} samples of the API; the `body` of a request is its text, in which numbers keep their notation, or null
 */

function callsOf(sample, text) {
  const texts = elements(member(text, "wouldSend"));
  return sample.wouldSend.map((call, index) => ({ ...call, body: member(texts[index], "body") }));
}

/**
 * @param {string} request of a dry run, as JSON
 * @param {{reveal?: boolean}} reveal whether personal data is shown
 * @returns {Promise<Plan>}
 */
export async function readPlan(request, reveal) {
  const text = await api.postText("/admin/jobs", request, { query: reveal });
  const plan = JSON.parse(text);
  const texts = elements(member(text, "samples"));
  return { ...plan, samples: plan.samples.map((each, index) => ({ ...each, wouldSend: callsOf(each, texts[index]) })) };
}
