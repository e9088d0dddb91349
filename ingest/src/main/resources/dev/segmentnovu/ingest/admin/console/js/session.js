/** Who uses the console, and whether the relay takes the token. */
import { api, hasToken, refusals, unreachableSince, useToken } from "./api.js";
import { Value } from "./value.js";

const RETRY_MILLIS = 2000;

/**
 * @typedef {object} Session
 * @property {"unknown" | "out" | "in"} state out: a token is needed
 * @property {string} [name] of the token; - without one
 * @property {"viewer" | "operator"} [role]
 * @property {boolean} [open] whether the port has no token
 * @property {string} [version] of the relay
 * @property {string} [startedAt]
 * @property {boolean} [sandbox] whether a sandbox stands in for Novu
 */

/** @type {Value<Session>} */
export const session = new Value({ state: "unknown" });

/** Asks the relay who this is. Throws what the relay answers, except for a refused token. */
export async function refreshSession() {
  try {
    session.set({ state: "in", ...(await api.get("/admin/session")) });
  } catch (error) {
    if (error.status !== 401) throw error;
  }
}

/**
 * @param {string} token
 * @returns {Promise<boolean>} whether the relay takes it
 */
export async function signIn(token) {
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
  return mayAct() ? null : "Needs the role operator";
}

/** Begins: asks who this is, and again whenever the relay comes back. */
export function startSession() {
  refusals.follow(() => {
    if (hasToken()) useToken(null);
    session.set({ state: "out" });
  });
  const ask = () => refreshSession().catch(() => {});
  let timer = null;
  unreachableSince.follow((since) => {
    clearInterval(timer);
    // any answer ends it: also a refusal, or that Redis is away
    if (since !== null) timer = setInterval(ask, RETRY_MILLIS);
  });
  return ask();
}
