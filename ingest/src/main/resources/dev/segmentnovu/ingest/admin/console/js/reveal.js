/**
 * Whether personal data is shown. Lists mask what looks like contact data until an operator asks to
 * see it. The choice holds until the tab is closed or loaded again, and never stands in an address:
 * who follows a link decides anew, and the audit log names them.
 */
import { mayAct, session } from "./session.js";
import { Value } from "./value.js";

/** @type {Value<boolean>} */
export const revealed = new Value(false);

session.follow(() => {
  if (!mayAct()) revealed.set(false);
});

/** The parameter of a list: `api.get("/admin/deliveries", { source, ...reveal() })`. */
export function reveal() {
  return revealed.get() ? { reveal: true } : {};
}

/**
 * Whether the relay has masked something in a text: then it names nothing that could be looked up.
 *
 * @param {string | null} text
 */
export function isMasked(text) {
  return text !== null && text.includes("***");
}

/** Calls back when personal data is shown or hidden: {@code new OnReveal(this, () => this.list.refresh())}. */
export class OnReveal {
  #changed;
  #stop;

  /**
   * @param {import("lit").ReactiveControllerHost} host
   * @param {() => void} changed
   */
  constructor(host, changed) {
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected() {
    this.#stop = revealed.follow(this.#changed);
  }

  hostDisconnected() {
    this.#stop?.();
  }
}
