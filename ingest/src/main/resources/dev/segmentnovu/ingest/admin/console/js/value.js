/**
 * A value that others follow, such as who is signed in.
 *
 * @template T
 */
export class Value {
  #value;
  #followers = new Set();

  /** @param {T} value */
  constructor(value) {
    this.#value = value;
  }

  /** @returns {T} */
  get() {
    return this.#value;
  }

  /** @param {T} value */
  set(value) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const follower of [...this.#followers]) follower(value);
  }

  /**
   * Calls back at each change, until the returned function is called.
   *
   * @param {(value: T) => void} follower
   * @returns {() => void}
   */
  follow(follower) {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

/** Renders its element again when a value changes: {@code new Watch(this, session)}. */
export class Watch {
  #host;
  #value;
  #stop;

  /**
   * @param {import("lit").ReactiveControllerHost} host
   * @param {Value<any>} value
   */
  constructor(host, value) {
    this.#host = host;
    this.#value = value;
    host.addController(this);
  }

  hostConnected() {
    this.#stop = this.#value.follow(() => this.#host.requestUpdate());
  }

  hostDisconnected() {
    this.#stop?.();
  }
}
