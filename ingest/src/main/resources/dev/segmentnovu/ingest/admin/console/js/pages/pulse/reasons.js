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
  return {
    issues: failures.filter((each) => each.acknowledgedBy === null),
    rejected: top(rejections.items.filter((each) => each.at >= since), (each) => each.code, () => 1),
    unmapped: top(unmapped.items.filter((each) => each.lastSeen >= since && each.event !== null), (each) => each.event, (each) => each.count),
    dead: top(failures.filter((each) => each.reason !== "unmapped" && each.count > 0), (each) => each.reason, (each) => each.count),
    // unmapped ones have a stage of their own
    skipped: top(skipped.items.filter((each) => each.at >= since && each.reason !== "unmapped"), (each) => each.reason, () => 1),
  };
}

/** The most frequent of some things, as [name, number]. */
function top(items, nameOf, numberOf) {
  const counts = new Map();
  for (const item of items) {
    const name = nameOf(item);
    counts.set(name, (counts.get(name) ?? 0) + numberOf(item));
  }
  return [...counts].sort((one, other) => other[1] - one[1]).slice(0, TOP);
}
