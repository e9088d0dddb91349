/** The result of a job that exports dead letters. */
import { hasToken, path } from "./api.js";
import { download } from "./download.js";

/** Above so many, a browser holds too much in memory: the command streams into a file. */
export const MOST_IN_BROWSER = 20_000;

function address(id) {
  return path`/admin/jobs/${id}/result`;
}

/**
 * Downloads the result into a file. Throws what the relay answers.
 *
 * @param {string} id of the job
 */
export function downloadExport(id) {
  return download(address(id), `dead-letters-${id}.ndjson`);
}

/** @param {string} id of the job @returns {string} a command for a terminal that does the same */
export function exportCommand(id) {
  const token = hasToken() ? ' -H "Authorization: Bearer $RELAY_ADMIN_TOKEN"' : "";
  return `curl -s${token} ${location.origin}${address(id)} > dead-letters.ndjson`;
}
