/** The times that Pulse can show, and the history over one of them. Pure. */

/**
 * @typedef {object} Span
 * @property {string} name in the address and on its button
 * @property {string} words
 * @property {string} beforeWords as much time before
 * @property {string} from as the API takes it
 * @property {string} before the begin of as much time before
 * @property {string | null} step null for the API's choice
 * @property {number} hours
 */

/** @type {Span[]} */
export const SPANS = [
  { name: "1h", words: "the last hour", beforeWords: "the hour before", from: "1h", before: "2h", step: "1m", hours: 1 },
  { name: "6h", words: "the last 6 hours", beforeWords: "the 6 hours before", from: "6h", before: "12h", step: "2m", hours: 6 },
  { name: "24h", words: "the last 24 hours", beforeWords: "the 24 hours before", from: "24h", before: "48h", step: null, hours: 24 },
  { name: "7d", words: "the last 7 days", beforeWords: "the 7 days before", from: "7d", before: "14d", step: "1h", hours: 168 },
];

/** @param {string} name @returns {Span} the first one for an unknown name */
export function span(name) {
  return SPANS.find((each) => each.name === name) ?? SPANS[0];
}

/** What is counted in a point. */
const COUNTS = ["received", "delivered", "retried", "dead", "unmapped", "rejected"];

/**
 * A history with the present minute as the live stream has it.
 *
 * @param {any} history an answer of /admin/history
 * @param {Map<string, any>} present by source
 */
export function merged(history, present) {
  if (history.stepSeconds !== 60) return history;
  const sources = history.sources.map((each) => {
    const now = present.get(each.source);
    const last = each.points.at(-1);
    if (!now || !last || now.at < last.at) return each;
    return { ...each, points: now.at === last.at ? [...each.points.slice(0, -1), now] : [...each.points, now] };
  });
  return { ...history, sources };
}

/**
 * The lines of the plots, over all sources. The step that has not ended counts for the seconds that
 * have passed, and is left out while those are too few to say something.
 *
 * @param {any} history
 * @param {number} nowMillis
 */
export function lines(history, nowMillis) {
  const steps = new Map();
  for (const { points } of history.sources) {
    for (const point of points) {
      const sum = steps.get(point.at) ?? { at: new Date(point.at).getTime(), p50: null, p95: null, p99: null, depth: null, oldest: null, budget: null };
      for (const name of COUNTS) sum[name] = (sum[name] ?? 0) + point[name];
      sum.depth = add(sum.depth, point.depth);
      sum.oldest = larger(sum.oldest, point.oldestDueSeconds);
      sum.p50 = larger(sum.p50, point.p50Seconds);
      sum.p95 = larger(sum.p95, point.p95Seconds);
      sum.p99 = larger(sum.p99, point.p99Seconds);
      sum.budget = larger(sum.budget, point.budgetUsed ?? null);
      steps.set(point.at, sum);
    }
  }
  const all = [...steps.values()].sort((one, other) => one.at - other.at);
  const last = all.at(-1);
  if (last && nowMillis - last.at < LEAST_SECONDS * 1000) all.pop();
  const seconds = (step) => Math.min(history.stepSeconds, Math.max(1, (nowMillis - step.at) / 1000));
  const line = (read) => all.map(read);
  const rate = (name) => line((step) => step[name] / seconds(step));
  return {
    times: line((step) => step.at / 1000),
    received: rate("received"),
    delivered: rate("delivered"),
    retried: rate("retried"),
    dead: rate("dead"),
    // whether they are skipped or become dead letters
    unmapped: rate("unmapped"),
    depth: line((step) => step.depth),
    oldest: line((step) => step.oldest),
    budget: line((step) => step.budget),
    p50: line((step) => step.p50),
    p95: line((step) => step.p95),
    p99: line((step) => step.p99),
  };
}

const LEAST_SECONDS = 10;

function add(one, other) {
  return one === null ? other : other === null ? one : one + other;
}

function larger(one, other) {
  return one === null ? other : other === null ? one : Math.max(one, other);
}

/**
 * Parts of the received and the delivered events, and what was put back besides.
 *
 * @param {any} history an answer of /admin/history, or undefined
 * @returns {Record<string, {words: string, number: number}[]>} by the stage of the funnel
 */
export function parts(history) {
  if (!history) return {};
  const sum = (name) => history.sources.flatMap(({ points }) => points).reduce((all, point) => all + point[name], 0);
  const some = (words, name) => [{ words, number: sum(name) }].filter(({ number }) => number > 0);
  return {
    received: [...some("duplicates", "duplicate"), ...some("+ replayed", "replayed")],
    delivered: some("unchanged", "unchanged"),
  };
}

/**
 * @param {any} queue an answer of /admin/queue
 * @param {string} source empty for all
 * @returns {Record<string, number | null>} events per second; null while unknown
 */
export function ratesOf({ sources }, source) {
  const mine = sources.filter((each) => source === "" || each.source === source);
  const sum = (name) => mine.map(({ rates }) => rates[name]).reduce(add, null);
  return { enqueued: sum("enqueuedPerSecond"), delivered: sum("deliveredPerSecond"), died: sum("diedPerSecond") };
}

/** The funnels of all sources in one. */
export function total(funnels) {
  const sum = {};
  for (const funnel of funnels) {
    for (const [name, value] of Object.entries(funnel)) {
      if (name !== "source") sum[name] = add(sum[name] ?? null, value);
    }
  }
  return sum;
}
