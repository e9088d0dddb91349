/** Files that the browser saves. A link cannot send the token, so the page reads the answer itself. */
import { api } from "./api.js";

const KEPT_MILLIS = 60_000;

/**
 * Gives a file to the browser to keep.
 *
 * @param {Blob} blob
 * @param {string} name of the file
 */
function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLIS);
}

/**
 * Saves an answer of the relay as a file. Throws what the relay answers.
 *
 * @param {string} address a path of the admin API
 * @param {string} name of the file
 */
export async function download(address, name) {
  const response = await api.stream(address);
  saveFile(await response.blob(), name);
}
