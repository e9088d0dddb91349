/**
 * The only file that calls the relay. It adds the token, and turns what goes wrong into errors that
 * say what to do.
 */
import { Value } from "./value.js";

const TOKEN = "relay.token";
const TIMEOUT_MILLIS = 20_000;

/** Since when the relay cannot be reached; null while it can. */
export const unreachableSince = new Value(/** @type {Date | null} */ (null));

/** How often the relay refused the token: whoever follows it asks for another one. */
export const refusals = new Value(0);

/** An answer of the relay that is no success: a problem document (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{detail?: string, title?: string, errors?: {where: string, detail: string}[]}} body
   * @param {number | null} retryAfterSeconds
   */
  constructor(status, body, retryAfterSeconds) {
    super(body.detail ?? body.title ?? `The relay answered ${status}.`);
    this.status = status;
    this.errors = body.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The relay cannot be reached. */
export class Unreachable extends Error {
  constructor() {
    super("The relay does not answer. The page tries again by itself.");
    this.errors = [];
  }
}

/** An answer did not come in time: other calls may still be answered. */
export class Timeout extends Error {
  constructor() {
    super("The answer takes too long, so the page no longer waits for it. Try again, or ask for less, such as a shorter time.");
    this.errors = [];
  }
}

function storage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

let token = storage()?.getItem(TOKEN) ?? null;

/**
 * The token of further calls. It stays in this tab, and never in an address.
 *
 * @param {string | null} value null to forget it
 */
export function useToken(value) {
  token = value;
  if (value === null) storage()?.removeItem(TOKEN);
  else storage()?.setItem(TOKEN, value);
}

/** @returns {boolean} whether calls send a token */
export function hasToken() {
  return token !== null;
}

/** A name with an array stands there once for each of its values. */
function address(path, query) {
  const all = Object.entries(query ?? {}).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const given = all.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** What a call throws whose connection or time has ended. */
function failure(error, signal) {
  if (signal?.aborted) return error;
  if (error.name === "TimeoutError") return new Timeout();
  if (!(error instanceof TypeError)) return error;
  if (unreachableSince.get() === null) unreachableSince.set(new Date());
  return new Unreachable();
}

async function problem(response) {
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    body = { detail: `The relay answered ${response.status}${text ? `: ${text.slice(0, 200)}` : "."}` };
  }
  const seconds = Number(response.headers.get("Retry-After"));
  return new Problem(response.status, body, Number.isFinite(seconds) && seconds > 0 ? seconds : null);
}

async function call(method, path, { query, body, headers, signal, timeoutMillis = TIMEOUT_MILLIS } = {}, read) {
  const signals = [signal, timeoutMillis ? AbortSignal.timeout(timeoutMillis) : null].filter(Boolean);
  let response;
  try {
    response = await fetch(address(path, query), {
      method,
      signal: signals.length ? AbortSignal.any(signals) : undefined,
      credentials: "omit",
      cache: "no-store",
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      // a text is JSON already, whose numbers keep their notation
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch (error) {
    throw failure(error, signal);
  }
  unreachableSince.set(null);
  if (response.status === 401) refusals.set(refusals.get() + 1);
  try {
    if (response.ok) return await read(response);
  } catch (error) {
    throw failure(error, signal);
  }
  throw await problem(response);
}

const json = (response) => (response.status === 204 ? null : response.json());
const text = (response) => response.text();
const whole = (response) => response;

/** @typedef {{query?: object, signal?: AbortSignal, headers?: object, timeoutMillis?: number}} Options */

/**
 * Calls of the admin API. Each answers with the parsed JSON (null for 204), or throws a {@link
 * Problem}, {@link Unreachable}, {@link Timeout}, or an AbortError if the signal is aborted.
 */
export const api = {
  /** @param {string} path @param {object} [query] @param {Options} [options] */
  get: (path, query, options) => call("GET", path, { ...options, query }, json),

  /** The text of an answer. @param {string} path @param {object} [query] @param {Options} [options] */
  text: (path, query, options) => call("GET", path, { ...options, query }, text),

  /** @param {string} path @param {object | string} [body] JSON as a text, or what becomes it @param {Options} [options] */
  post: (path, body, options) => call("POST", path, { ...options, body }, json),

  /** The text of an answer. @param {string} path @param {object | string} [body] @param {Options} [options] */
  postText: (path, body, options) => call("POST", path, { ...options, body }, text),

  /** @param {string} path @param {Options} [options] */
  remove: (path, options) => call("DELETE", path, options, json),

  /**
   * An answer that does not end, or is large: for its body as it comes.
   *
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<Response>}
   */
  stream: (path, options) => call("GET", path, { timeoutMillis: 0, ...options }, whole),
};

/**
 * A path with ids in it: `` path`/admin/dead-letters/${id}` ``.
 *
 * @param {TemplateStringsArray} texts
 * @param {...string} ids
 */
export function path(texts, ...ids) {
  return String.raw({ raw: texts }, ...ids.map((id) => encodeURIComponent(id)));
}
