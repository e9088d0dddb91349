/** Requests that have an event in them: it stays the text that somebody typed, so that its numbers keep their notation. Pure. */

/**
 * @param {object} members of the request: at least one
 * @param {string | null} event a JSON object as a text; null for none
 * @returns {string} JSON
 */
export function requestText(members, event) {
  const text = JSON.stringify(members);
  return event === null ? text : `${text.slice(0, -1)},"event":${event}}`;
}

/**
 * @param {string} text
 * @returns {string | null} why it is no JSON object; null if it is one
 */
export function problemOf(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? null : "This is not a JSON object, such as { \"a\": 1 }.";
  } catch (error) {
    return `This is not JSON: ${error.message}`;
  }
}
