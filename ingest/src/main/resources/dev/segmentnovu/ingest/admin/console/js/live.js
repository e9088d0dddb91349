/**
 * Streams of server-sent events: one that all share, and one for each user whose events are
 * followed. EventSource cannot send a token, so this reads them itself. They are closed while the
 * tab is hidden or nobody follows.
 */
import { api } from "./api.js";
import { reveal, revealed } from "./reveal.js";
import { session } from "./session.js";
import { Value } from "./value.js";

const FIRST_WAIT_MILLIS = 1000;
const LONGEST_WAIT_MILLIS = 30_000;

/** The relay writes at least every 15 s. A connection that is silent for longer is lost. */
const SILENT_MILLIS = 45_000;

/** @type {Set<Stream>} */
const streams = new Set();

class Stream {
  /** "off", "opening" or "on". */
  state = new Value("off");

  #query;
  /** @type {Map<string, Set<(data: any) => void>>} */
  #followers = new Map();
  #connection = null;
  #wait = FIRST_WAIT_MILLIS;
  #timer = null;

  /** @param {Record<string, string>} query of /admin/live */
  constructor(query) {
    this.#query = query;
    streams.add(this);
  }

  /** @param {string} type @param {(data: any) => void} follower @returns {() => void} */
  follow(type, follower) {
    if (!this.#followers.has(type)) this.#followers.set(type, new Set());
    this.#followers.get(type).add(follower);
    this.update();
    return () => {
      this.#followers.get(type).delete(follower);
      this.update();
    };
  }

  get #isWanted() {
    const some = [...this.#followers.values()].some((each) => each.size > 0);
    return some && !document.hidden && session.get().state === "in";
  }

  /** Opens or closes it, as it is wanted now. */
  update() {
    const wanted = this.#isWanted;
    if (wanted && this.#connection === null && this.#timer === null) this.#open();
    if (!wanted) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#connection?.abort();
      this.#connection = null;
      this.state.set("off");
    }
  }

  /** Opens it again: whether personal data is shown is decided when it is opened. */
  reopen() {
    if (this.#connection === null) return;
    this.#connection.abort();
    this.#connection = null;
    this.update();
  }

  async #open() {
    const abort = new AbortController();
    this.#connection = abort;
    this.state.set("opening");
    try {
      const response = await api.stream("/admin/live", { query: { ...this.#query, ...reveal() }, signal: abort.signal });
      this.state.set("on");
      this.#wait = FIRST_WAIT_MILLIS;
      await this.#read(response.body, abort);
    } catch {
      // the next try tells
    }
    if (this.#connection !== abort) return;
    this.#connection = null;
    this.state.set("off");
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.update();
    }, this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MILLIS);
  }

  async #read(body, abort) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let silent = null;
    try {
      for (;;) {
        silent = setTimeout(() => abort.abort(), SILENT_MILLIS);
        const { value, done } = await reader.read();
        clearTimeout(silent);
        if (done) return;
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const each of events) this.#dispatch(each);
      }
    } finally {
      clearTimeout(silent);
    }
  }

  #dispatch(text) {
    let type = "message";
    let data = "";
    for (const line of text.split("\n")) {
      if (line.startsWith("event: ")) type = line.slice(7);
      else if (line.startsWith("data: ")) data += line.slice(6);
    }
    if (data === "") return;
    const parsed = JSON.parse(data);
    for (const follower of [...(this.#followers.get(type) ?? [])]) follower(parsed);
  }
}

const shared = new Stream({});

/** Whether the shared stream is open: "off", "opening" or "on". */
export const liveState = shared.state;

/**
 * Calls back with the data of each event of a type, until the returned function is called.
 *
 * @param {"delivery" | "rejected" | "failure" | "dead" | "state" | "counts"} type
 * @param {(data: any) => void} follower
 * @returns {() => void}
 */
export function followLive(type, follower) {
  return shared.follow(type, follower);
}

/**
 * Follows one user. The relay chooses the events, because ids in them may be masked.
 *
 * @param {string} userId whole
 * @param {Record<string, (data: any) => void>} followers by type: delivery, rejected and dead
 * @returns {{state: Value<string>, stop: () => void}} state: as that of the shared stream
 */
export function followUser(userId, followers) {
  const stream = new Stream({ userId });
  const stops = Object.entries(followers).map(([type, follower]) => stream.follow(type, follower));
  return {
    state: stream.state,
    stop: () => {
      for (const stop of stops) stop();
      streams.delete(stream);
    },
  };
}

function updateAll() {
  for (const each of streams) each.update();
}

document.addEventListener("visibilitychange", updateAll);
session.follow(updateAll);
revealed.follow(() => {
  for (const each of streams) each.reopen();
});
