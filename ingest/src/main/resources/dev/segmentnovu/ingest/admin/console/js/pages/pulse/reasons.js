/** Why events took the ways out of the funnel that they took. */
import { api } from "../../api.js";

const LATEST = 200;
const TOP = 3;

/**
 * Reads what explains the numbers of the funnel.
 *
 * @param {string} source empty for all
 * @param {import("./spans.js").Span} span
 * @param {AbortSignal} signal
 */
export async function readReasons(source, span, signal) {
  const since = new Date(Date.now() - span.hours * 3_600_000).toISOString();
  const [issues, unmapped, rejections, skipped] = await Promise.all([
    api.get("/admin/issues", { source }, { signal }),
    api.get("/admin/unmapped", { source }, { signal }),
    api.get("/admin/rejections", { source }, { signal }),
    api.get("/admin/deliveries", { source, outcome: "skipped", limit: LATEST }, { signal }),
  ]);
  const failures = issues.items.filter((each) => each.lastSeen >= since);
  const inSpan = (each) => each.firstSeen >= since;
  return {
    issues: failures.filter((each) => each.acknowledgedBy === null),
    rejected: top(rejections.items.filter((each) => each.at >= since), { nameOf: (each) => each.code }),
    unmapped: top(unmapped.items.filter((each) => each.lastSeen >= since && each.event !== null), {
      nameOf: (each) => each.event,
      numberOf: (each) => each.count,
      inSpan,
    }),
    dead: top(failures.filter((each) => each.reason !== "unmapped" && each.count > 0), {
      nameOf: (each) => each.reason,
      numberOf: (each) => each.count,
      inSpan,
    }),
    // unmapped ones have a stage of their own
    skipped: top(skipped.items.filter((each) => each.at >= since && each.reason !== "unmapped"), { nameOf: (each) => each.reason }),
  };
}

/**
 * The most frequent of some things, as [name, number]. The number is null where some of it may be
 * from before the span, because the relay counts it since it was first seen.
 */
function top(items, { nameOf, numberOf = () => 1, inSpan = () => true }) {
  const found = new Map();
  for (const item of items) {
    const known = found.get(nameOf(item)) ?? { number: 0, exact: true };
    found.set(nameOf(item), { number: known.number + numberOf(item), exact: known.exact && inSpan(item) });
  }
  return [...found]
    .sort(([, one], [, other]) => other.number - one.number)
    .slice(0, TOP)
    .map(([name, { number, exact }]) => [name, exact ? number : null]);
}
