/** JSON as text: JavaScript would change numbers such as 10.50 or 12345678901234567890. Pure. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The texts of the members of an object, as they stand there, by their names.
 *
 * @param {string} text valid JSON; what is no object has no members
 * @returns {Map<string, string>}
 */
export function members(text) {
  const found = new Map();
  let depth = 0;
  let start = null;
  let name = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "}" || token === "]") depth--;
    if (start !== null && (depth === 0 || (depth === 1 && token === ","))) {
      found.set(name, text.slice(start, index).trim());
      start = null;
    } else if (start === null && depth === 1) {
      if (token === ":") start = index + 1;
      else if (token.startsWith('"')) name = JSON.parse(token);
    }
    if (token === "{" || token === "[") depth++;
  }
  return found;
}

/**
 * The text of a member of an object, as it stands there; null if there is none.
 *
 * @param {string} text of an object
 * @param {string} name
 * @returns {string | null}
 */
export function member(text, name) {
  return members(text).get(name) ?? null;
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
 * The text without the spaces between its parts.
 *
 * @param {string} text JSON
 * @returns {string}
 */
export function compact(text) {
  return (text.match(TOKEN) ?? []).join("");
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
