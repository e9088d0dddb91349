/** A JSON merge patch (RFC 7386) that turns one value into another. Pure. */

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * @param {any} before an object
 * @param {any} after an object
 * @returns {any} the patch; an empty object if they are equal
 */
export function mergePatch(before, after) {
  const patch = {};
  for (const name of Object.keys(before)) {
    if (!(name in after)) patch[name] = null;
  }
  for (const [name, value] of Object.entries(after)) {
    if (isObject(value) && isObject(before[name])) {
      const inner = mergePatch(before[name], value);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (JSON.stringify(value) !== JSON.stringify(before[name])) {
      patch[name] = value;
    }
  }
  return patch;
}
