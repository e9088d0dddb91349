/**
 * The one stream of server-sent events, shared by all that follow it. EventSource cannot send a
 * token, so this reads the stream itself. It is closed while the tab is hidden or nobody follows.
 */
import { api } from "./api.js";
import { reveal, revealed } from "./reveal.js";
import { session } from "./session.js";
import { Value } from "./value.js";

const FIRST_WAIT_MILLIS = 1000;
const LONGEST_WAIT_MILLIS = 30_000;

/** @type {Map<string, Set<(data: any) => void>>} */
const followers = new Map();
let connection = null;
let wait = FIRST_WAIT_MILLIS;
let timer = null;

/** Whether the stream is open: "off", "opening" or "on". */
export const liveState = new Value("off");

/**
 * Calls back with the data of each event of a type, until the returned function is called.
 *
 * @param {"delivery" | "rejected" | "failure" | "dead" | "state" | "counts"} type
 * @param {(data: any) => void} follower
 * @returns {() => void}
 */
export function followLive(type, follower) {
  if (!followers.has(type)) followers.set(type, new Set());
  followers.get(type).add(follower);
  update();
  return () => {
    followers.get(type).delete(follower);
    update();
  };
}

function wanted() {
  const some = [...followers.values()].some((each) => each.size > 0);
  return some && !document.hidden && session.get().state === "in";
}

function update() {
  if (wanted() && connection === null && timer === null) open();
  if (!wanted()) {
    clearTimeout(timer);
    timer = null;
    connection?.abort();
    connection = null;
    liveState.set("off");
  }
}

async function open() {
  const abort = new AbortController();
  connection = abort;
  liveState.set("opening");
  try {
    const response = await api.stream("/admin/live", { query: reveal(), signal: abort.signal });
    liveState.set("on");
    wait = FIRST_WAIT_MILLIS;
    await read(response.body);
  } catch {
    // the next try tells
  }
  if (connection !== abort) return;
  connection = null;
  liveState.set("off");
  timer = setTimeout(() => {
    timer = null;
    update();
  }, wait);
  wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
}

async function read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    events.forEach(dispatch);
  }
}

function dispatch(text) {
  let type = "message";
  let data = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("event: ")) type = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  if (data === "") return;
  const parsed = JSON.parse(data);
  for (const follower of [...(followers.get(type) ?? [])]) follower(parsed);
}

/** Opens the stream again: what it shows is decided when it is opened. */
function reopen() {
  if (connection === null) return;
  connection.abort();
  connection = null;
  update();
}

document.addEventListener("visibilitychange", update);
session.follow(update);
revealed.follow(reopen);
