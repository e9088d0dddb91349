/** What became of an action, said once: shown for some seconds, and read out by screen readers. */
import { Value } from "./value.js";

const SECONDS = 7;

/**
 * @typedef {object} Toast
 * @property {string} text
 * @property {boolean} [bad] stays until it is closed
 */

/** @type {Value<Toast[]>} */
export const toasts = new Value([]);

/** @param {Toast} toast */
export function closeToast(toast) {
  toasts.set(toasts.get().filter((each) => each !== toast));
}

/** @param {string} text */
export function say(text) {
  const toast = { text };
  toasts.set([...toasts.get().slice(-2), toast]);
  setTimeout(() => closeToast(toast), SECONDS * 1000);
}

/** Says why an action failed. @param {Error} error */
export function sayProblem(error) {
  const more = (error.errors ?? []).map((each) => `${each.where} ${each.detail}`).join("; ");
  toasts.set([...toasts.get().slice(-2), { text: more ? `${error.message} ${more}` : error.message, bad: true }]);
}
