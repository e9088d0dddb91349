/** Why events took the ways out of the funnel that they took. */
import { reasonWords } from "../../elements/badge.js";
import { skippedWords } from "../../elements/delivery.js";
import { api } from "../../api.js";

/** How many skipped events one request reads. */
const LATEST = 1000;

/** How many rejections of a source the relay remembers. */
const REMEMBERED = 1000;
const TOP = 3;

/**
 * @typedef {object} Reason
 * @property {string} name as the API has it
 * @property {string} words
 * @property {number | null} number null if some of it may be from before the span
 * @property {boolean} [isLeast] whether there may be more than could be read
 */

function begin(span) {
  return new Date(Date.now() - span.hours * 3_600_000).toISOString();
}

/**
 * Reads the failures of the span, and the names without a workflow.
 *
 * @param {string} source empty for all
 * @param {import("./spans.js").Span} span
 * @param {AbortSignal} signal
 * @returns {Promise<{issues: any[], unmapped: Reason[], dead: Reason[]}>}
 */
export async function readFailures(source, span, signal) {
  const since = begin(span);
  const [issues, unmapped] = await Promise.all([
    api.get("/admin/issues", { source }, { signal }),
    api.get("/admin/unmapped", { source }, { signal }),
  ]);
  const failures = issues.items.filter((each) => each.lastSeen >= since);
  // the relay counts them since they were first seen
  const counted = { numberOf: (each) => each.count, inSpan: (each) => each.firstSeen >= since };
  return {
    issues: failures.filter((each) => each.acknowledgedBy === null),
    unmapped: top(
      unmapped.items.filter((each) => each.lastSeen >= since && each.event !== null),
      (each) => each.event,
      counted,
    ),
    dead: top(
      failures.filter((each) => each.reason !== "unmapped" && each.count > 0),
      (each) => each.reason,
      { ...counted, wordsOf: reasonWords },
    ),
  };
}

/**
 * Reads what the relay remembers of rejected and skipped events, which are long lists.
 *
 * @param {string} source empty for all
 * @param {import("./spans.js").Span} span
 * @param {AbortSignal} signal
 * @returns {Promise<{rejected: Reason[], skipped: Reason[]}>}
 */
export async function readWaysOut(source, span, signal) {
  const since = begin(span);
  const [rejections, skipped] = await Promise.all([
    api.get("/admin/rejections", { source }, { signal }),
    api.get("/admin/deliveries", { source, outcome: "skipped", limit: LATEST }, { signal }),
  ]);
  const rejected = rejections.items.filter((each) => each.at >= since);
  const full = fullSources(rejected);
  return {
    rejected: top(rejected, (each) => each.code, { isLeast: (each) => full.has(each.source) }),
    // unmapped ones have a stage of their own
    skipped: top(
      skipped.items.filter((each) => each.at >= since && each.reason !== "unmapped"),
      (each) => each.reason,
      { wordsOf: skippedWords, isLeast: () => isCut(skipped, since) },
    ),
  };
}

/** The sources of which as many are in the span as are remembered, so that there may have been more. */
function fullSources(rejected) {
  const numbers = new Map();
  for (const { source } of rejected) numbers.set(source, (numbers.get(source) ?? 0) + 1);
  return new Set([...numbers.keys()].filter((source) => numbers.get(source) >= REMEMBERED));
}

/** Whether the page, or what is remembered of all deliveries, does not reach back to the begin of the span. */
function isCut({ items, next, knownSince }, since) {
  return (next !== null && (items.at(-1)?.at ?? "") >= since) || (knownSince !== null && knownSince > since);
}

/**
 * The most frequent of some things.
 *
 * @param {any[]} items
 * @param {(item: any) => string} nameOf
 * @param {object} how
 * @returns {Reason[]}
 */
function top(items, nameOf, { numberOf = () => 1, inSpan = () => true, isLeast = () => false, wordsOf = (name) => name }) {
  const found = new Map();
  for (const item of items) {
    const known = found.get(nameOf(item)) ?? { number: 0, exact: true, isLeast: false };
    found.set(nameOf(item), {
      number: known.number + numberOf(item),
      exact: known.exact && inSpan(item),
      isLeast: known.isLeast || isLeast(item),
    });
  }
  return [...found]
    .sort(([, one], [, other]) => other.number - one.number)
    .slice(0, TOP)
    .map(([name, each]) => ({ name, words: wordsOf(name), number: each.exact ? each.number : null, isLeast: each.isLeast }));
}
