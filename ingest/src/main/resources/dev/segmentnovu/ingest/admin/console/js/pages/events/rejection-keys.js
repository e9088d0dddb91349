/** Keys of rejections, which have no ids: several whole bodies may be rejected in one millisecond. Pure. */

/** How many distinct rejections are counted before the counting starts again. */
const MOST = 2000;

/** Numbers those that are alike, in the order in which they came. */
export class RejectionKeys {
  #numbers = new Map();

  /** @param {any} rejection @returns {string} the key of the next one like this */
  next({ source, at, index, messageId }) {
    const alike = `${source} ${at} ${index} ${messageId}`;
    const number = (this.#numbers.get(alike) ?? 0) + 1;
    if (this.#numbers.size >= MOST) this.#numbers.clear();
    this.#numbers.set(alike, number);
    return `${alike} ${number}`;
  }
}

/**
 * @param {any[]} rejections newest first
 * @returns {any[]} each with its `key`
 */
export function keyed(rejections) {
  const keys = new RejectionKeys();
  return rejections
    .toReversed()
    .map((each) => ({ ...each, key: keys.next(each) }))
    .reverse();
}
