/** Who uses the console, and whether the relay takes the token. */
import { api, hasToken, refusals, Unreachable, unreachableSince, useToken } from "./api.js";
import { Value } from "./value.js";

/** How long until the next try while the relay is away, and after another problem. */
const AWAY_MILLIS = 2000;
const PROBLEM_SECONDS = 5;

/**
 * @typedef {object} Session
 * @property {"unknown" | "out" | "in"} state out: a token is needed
 * @property {string} [name] of the token; - without one
 * @property {"viewer" | "operator"} [role]
 * @property {boolean} [open] whether the port has no token
 * @property {string} [version] of the relay
 * @property {string} [startedAt]
 * @property {boolean} [refused] whether the relay refused the token of this tab
 * @property {boolean} [sandbox] whether a sandbox stands in for Novu
 */

/** @type {Value<Session>} */
export const session = new Value({ state: "unknown" });

/** Why the relay does not say who this is; null if it does, or does not answer at all. */
export const sessionProblem = new Value(/** @type {Error | null} */ (null));

/** Asks the relay who this is. Throws what the relay answers, except for a refused token. */
export async function refreshSession() {
  try {
    session.set({ state: "in", ...(await api.get("/admin/session")) });
  } catch (error) {
    if (error.status !== 401) throw error;
  }
}

/** What a header can carry. The browser sends no request with another token. */
const SENDABLE = /^[\x21-\x7e]+$/;

/**
 * @param {string} token
 * @returns {Promise<boolean>} whether the relay takes it
 */
export async function signIn(token) {
  if (!SENDABLE.test(token)) return false;
  useToken(token);
  await refreshSession();
  if (session.get().state !== "in") useToken(null);
  return session.get().state === "in";
}

/** Forgets the token. */
export function signOut() {
  useToken(null);
  session.set({ state: "out" });
}

/** @returns {boolean} whether the token may change something */
export function mayAct() {
  return session.get().role === "operator";
}

/** Why a button is disabled for a viewer; null for an operator. */
export function whyNot() {
  return mayAct() ? null : "Viewers cannot do this: sign out, and sign in with an operator’s token";
}

let timer = null;
let asking = false;

function askLater(millis) {
  clearTimeout(timer);
  timer = setTimeout(ask, millis);
}

async function ask() {
  if (asking) return;
  clearTimeout(timer);
  asking = true;
  try {
    await refreshSession();
    sessionProblem.set(null);
  } catch (error) {
    const away = error instanceof Unreachable;
    // the frame of the page says that the relay is away
    sessionProblem.set(away ? null : error);
    askLater(away ? AWAY_MILLIS : 1000 * (error.retryAfterSeconds ?? PROBLEM_SECONDS));
  }
  asking = false;
}

/** Begins: asks who this is until the relay says so, and again whenever it was away. */
export function startSession() {
  refusals.follow(() => {
    const refused = hasToken();
    if (refused) useToken(null);
    session.set({ state: "out", refused });
  });
  unreachableSince.follow((since) => since !== null && askLater(AWAY_MILLIS));
  return ask();
}
