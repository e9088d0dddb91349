/** The state of the relay, read once for all who show it. */
import { api, Unreachable, unreachableSince } from "./api.js";
import { followLive } from "./live.js";
import { session } from "./session.js";
import { Value } from "./value.js";

const PERIOD_MILLIS = 5000;

/** The latest answer of /admin/status; null before the first. */
export const status = new Value(null);

/** Why the latest try failed; null if it did not. */
export const statusProblem = new Value(null);

let timer = null;
let reading = false;

/** Reads the state now. */
export async function refreshStatus() {
  clearTimeout(timer);
  if (reading || document.hidden || session.get().state !== "in") return;
  reading = true;
  try {
    status.set(await api.get("/admin/status"));
    statusProblem.set(null);
  } catch (error) {
    // the frame of the page says that the relay is away
    if (!(error instanceof Unreachable)) statusProblem.set(error);
  }
  reading = false;
  timer = setTimeout(refreshStatus, PERIOD_MILLIS);
}

/** Begins to read the state, while the tab is visible. */
export function startStatus() {
  document.addEventListener("visibilitychange", refreshStatus);
  session.follow(refreshStatus);
  unreachableSince.follow((since) => since === null && refreshStatus());
  followLive("state", refreshStatus);
  refreshStatus();
}
