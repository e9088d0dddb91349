/** Keys that do something, while nobody types. The help dialog lists those that are bound now. */
import { PAGES } from "./pages.js";
import { navigate } from "./router.js";

const SECOND_KEY_MILLIS = 1200;

/**
 * @typedef {object} Binding
 * @property {string} keys one key ("/"), or two that follow each other ("g d")
 * @property {string} does
 * @property {(event: KeyboardEvent) => void} run
 * @property {(event: KeyboardEvent) => boolean} [when] whether it does something now; by default always. Else the key does what
 *     browsers do.
 */

/** @type {Binding[]} */
const bindings = [];
let pending = null;
let forget = null;

/**
 * Binds keys until the returned function is called. Later bindings come first.
 *
 * @param {Binding[]} more
 * @returns {() => void}
 */
export function bindKeys(more) {
  bindings.unshift(...more);
  return () => {
    for (const each of more) bindings.splice(bindings.indexOf(each), 1);
  };
}

/** @returns {Binding[]} what is bound now, without what a later binding hides */
export function boundKeys() {
  return bindings.filter((each, index) => bindings.findIndex((other) => other.keys === each.keys) === index);
}

function isTyping(event) {
  const target = event.target;
  const box = target instanceof HTMLInputElement && ["checkbox", "radio", "button"].includes(target.type);
  return (
    !box &&
    (target instanceof HTMLInputElement ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      target.isContentEditable)
  );
}

function pressed(event) {
  if (event.key === "Escape" && isTyping(event) && !document.querySelector("dialog[open]")) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector("dialog[open]")) return;
  const keys = pending === null ? event.key : `${pending} ${event.key}`;
  pending = null;
  // or the time of an earlier first key ends that of this one
  clearTimeout(forget);
  const found = bindings.find((each) => each.keys === keys && (each.when?.(event) ?? true));
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (bindings.some((each) => each.keys.startsWith(`${keys} `))) {
    pending = keys;
    forget = setTimeout(() => (pending = null), SECOND_KEY_MILLIS);
  }
}

/**
 * Begins to listen, with the keys of all pages.
 *
 * @param {() => void} help shows the keys
 */
export function startKeys(help) {
  document.addEventListener("keydown", pressed);
  bindKeys([
    { keys: "?", does: "Show these keys", run: help },
    ...PAGES.map((page) => ({ keys: `g ${page.key}`, does: page.title, run: () => navigate(page.path) })),
  ]);
}
