/** Reads something again and again while its element is on the page and the tab is visible. */
import { Unreachable, unreachableSince } from "./api.js";

/**
 * A reactive controller: {@code this.list = new Poll(this, (signal) => api.get("/admin/…", {}, { signal }))}.
 * Then `list.value` is the latest answer, or undefined before the first; `list.problem` is why the
 * latest try failed, or null. The value stays when a later try fails.
 */
export class Poll {
  value = undefined;
  problem = null;
  loading = false;

  #host;
  #read;
  #everyMillis;
  #timer = null;
  #abort = null;
  #stops = [];

  /**
   * @param {import("lit").ReactiveControllerHost & HTMLElement} host
   * @param {(signal: AbortSignal) => Promise<any>} read
   * @param {{everyMillis?: number}} [options] 0 to read once, and again when the tab or the relay comes back
   */
  constructor(host, read, { everyMillis = 5000 } = {}) {
    this.#host = host;
    this.#read = read;
    this.#everyMillis = everyMillis;
    host.addController(this);
  }

  hostConnected() {
    const visible = () => document.hidden || this.refresh();
    document.addEventListener("visibilitychange", visible);
    this.#stops = [
      () => document.removeEventListener("visibilitychange", visible),
      unreachableSince.follow((since) => since === null && this.refresh()),
    ];
    this.refresh();
  }

  hostDisconnected() {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  /** Reads now. What is being read is given up, because its question may be an old one. */
  async refresh() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    this.#host.requestUpdate();
    try {
      const value = await this.#read(abort.signal);
      if (abort.signal.aborted) return;
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (abort.signal.aborted) return;
      // the frame of the page says it already, and the value stays
      const isSaid = error instanceof Unreachable && this.value !== undefined;
      if (!isSaid) this.problem = error;
    }
    this.loading = false;
    this.#host.requestUpdate();
    if (this.#everyMillis > 0 && !document.hidden) {
      this.#timer = setTimeout(() => document.hidden || this.refresh(), this.#everyMillis);
    }
  }

  /** Forgets the value and reads another one: the question has changed. */
  restart() {
    this.value = undefined;
    this.problem = null;
    return this.refresh();
  }
}
