/** Files that the browser saves. A link cannot send the token, so the page reads the answer itself. */
import { api } from "./api.js";

const KEPT_MILLIS = 60_000;

/**
 * Saves an answer of the relay as a file.
 *
 * @param {string} address a path of the admin API
 * @param {string} name of the file
 */
export async function download(address, name) {
  const response = await api.stream(address);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLIS);
}
