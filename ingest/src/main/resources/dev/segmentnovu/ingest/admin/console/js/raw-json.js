/** JSON as text: JavaScript would change numbers such as 10.50 or 12345678901234567890. Pure. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The text of a member of an object, as it stands there; null if there is none.
 *
 * @param {string} text of an object
 * @param {string} name
 * @returns {string | null}
 */
export function member(text, name) {
  let depth = 0;
  let start = null;
  let key = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "}" || token === "]") depth--;
    if (start !== null && depth <= 1 && (token === "," || (token === "}" && depth === 0))) return text.slice(start, index).trim();
    if (depth === 1 && token === ":" && key === JSON.stringify(name)) start ??= index + 1;
    if (token === "{" || token === "[") depth++;
    key = depth === 1 && token.startsWith('"') ? token : key;
  }
  return null;
}

/**
 * The texts of the elements of an array of objects, as they stand there.
 *
 * @param {string} text of an array
 * @returns {string[]}
 */
export function elements(text) {
  const found = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "{" && depth++ === 0) start = index;
    if (token === "}" && --depth === 0) found.push(text.slice(start, index + 1));
  }
  return found;
}

/**
 * The text with line breaks and indents, and else as it is.
 *
 * @param {string} text JSON
 * @returns {string}
 */
export function indented(text) {
  let out = "";
  let depth = 0;
  let before = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    const opensAfter = before === "{" || before === "[";
    if (token === "}" || token === "]") {
      depth--;
      out += opensAfter ? token : line() + token;
    } else {
      if (opensAfter || before === ",") out += line();
      out += token === ":" ? ": " : token;
      if (token === "{" || token === "[") depth++;
    }
    before = token;
  }
  return out;
}
