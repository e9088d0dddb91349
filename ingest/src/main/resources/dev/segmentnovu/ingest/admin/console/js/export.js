/** The result of a job that exports dead letters. */
import { api, hasToken, path } from "./api.js";

const KEPT_MILLIS = 60_000;

/** Above so many, a browser holds too much in memory: the command streams into a file. */
export const MOST_IN_BROWSER = 20_000;

/**
 * Gives a file to the browser to keep.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLIS);
}

/**
 * Downloads the result into a file. Throws what the relay answers.
 *
 * @param {string} id of the job
 */
export async function downloadExport(id) {
  const response = await api.stream(path`/admin/jobs/${id}/result`);
  saveFile(await response.blob(), `dead-letters-${id}.ndjson`);
}

/** @param {string} id of the job @returns {string} a command for a terminal that does the same */
export function exportCommand(id) {
  const token = hasToken() ? ' -H "Authorization: Bearer $RELAY_ADMIN_TOKEN"' : "";
  return `curl -s${token} ${location.origin}${path`/admin/jobs/${id}/result`} > dead-letters.ndjson`;
}
