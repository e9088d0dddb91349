/** A JSON merge patch (RFC 7386) that turns one event into another, as texts: numbers keep their notation. Pure. */
import { compact, members } from "../../raw-json.js";

/**
 * @param {string} before JSON of an object
 * @param {string} after JSON of an object
 * @returns {string} JSON of the patch; an empty object if they are equal
 */
export function mergePatch(before, after) {
  const old = members(before);
  const present = members(after);
  const changes = [...old.keys()].filter((name) => !present.has(name)).map((name) => [name, "null"]);
  for (const [name, value] of present) {
    const was = old.get(name) ?? "";
    if (was.startsWith("{") && value.startsWith("{")) {
      const inner = mergePatch(was, value);
      if (inner !== "{}") changes.push([name, inner]);
    } else if (compact(was) !== compact(value)) {
      changes.push([name, value]);
    }
  }
  return `{${changes.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}
