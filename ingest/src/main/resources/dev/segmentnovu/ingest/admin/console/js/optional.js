/** Answers that a relay need not have. */

/**
 * @template T
 * @param {Promise<T>} answer of js/api.js
 * @returns {Promise<T | null>} null if the relay answers 404
 */
export async function orNull(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}
