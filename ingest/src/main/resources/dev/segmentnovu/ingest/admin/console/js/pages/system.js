/** Health: the processes, the Redis that they share, and the receivers of alerts. */
import { html, nothing } from "lit";
import "../elements/error.js";
import { figures } from "../elements/figures.js";
import { pageHead } from "../elements/page-head.js";
import { api } from "../api.js";
import { bytes, count, duration, int, percent } from "../format.js";
import { Poll } from "../poll.js";
import { session } from "../session.js";
import { status, statusProblem } from "../status.js";
import { Watch } from "../value.js";
import { Page } from "../view.js";
import { activeAlerts, receivers, sentAlerts, testReceivers } from "./system/alerts.js";
import { processes } from "./system/processes.js";
import { programs } from "./system/programs.js";
import { memory } from "./system/redis.js";

const PERIOD_MILLIS = 10_000;

/** Above so much of its memory, Redis is nearly full; this is the default of the alert. */
const NEARLY_FULL = 0.7;

/** Above so many seconds, the disk of Redis stands still. */
const SLOW_FSYNC = 10;

class SystemPage extends Page {
  static properties = { test: { state: true } };

  constructor() {
    super();
    for (const value of [status, statusProblem, session]) new Watch(this, value);
    this.test = null;
    this.answer = new Poll(this, (signal) => this.read(signal), { everyMillis: PERIOD_MILLIS });
    // the number of shards changes with a restart only
    this.settings = new Poll(this, (signal) => api.get("/admin/settings", {}, { signal }), { everyMillis: 0 });
  }

  async read(signal) {
    const [alerts, queue] = await Promise.all([
      api.get("/admin/alerts", {}, { signal }),
      api.get("/admin/queue", {}, { signal }),
    ]);
    return {
      alerts,
      violations: queue.sources.reduce((sum, each) => sum + each.totals.violations, 0),
    };
  }

  refresh() {
    this.answer.refresh();
    this.settings.refresh();
  }

  async testAlerts() {
    this.test = { busy: true };
    this.test = await testReceivers();
  }

  numbers(state) {
    const { redis, configuration } = state;
    const { violations } = this.answer.value ?? {};
    const shards = this.settings.value?.items.find((each) => each.path === "queue.shards")?.value ?? null;
    const workers = state.workers.filter((each) => each.alive);
    const full = redis.maxBytes === null ? null : redis.usedBytes / redis.maxBytes;
    return figures("The relay in numbers", [
      alive("Workers", state.workers, `${count(workers.reduce((sum, each) => sum + each.users, 0), "user")} in delivery`),
      alive("Ingests", state.ingests, "take events in"),
      {
        name: "Redis memory",
        value: full === null ? bytes(redis.usedBytes) : percent(redis.usedBytes, redis.maxBytes),
        text: full === null ? "no maxmemory" : `${bytes(redis.usedBytes)} of ${bytes(redis.maxBytes)}`,
        tone: full !== null && full > NEARLY_FULL ? "bad" : undefined,
      },
      fsync(redis),
      { name: "Shards", value: int(shards), text: "of each source’s queue" },
      {
        name: "Violations",
        value: int(violations),
        text: violations > 0 ? "relay fsck shows them" : "of the queue’s invariants",
        tone: violations > 0 ? "bad" : undefined,
      },
      {
        name: "Configuration",
        value: configuration.valid ? "in use" : "refused",
        text: configuration.valid ? (configuration.file === null ? "no file, as the environment says" : "as the file says") : "the one before runs",
        tone: configuration.valid ? undefined : "bad",
        href: "/settings",
      },
    ]);
  }

  render() {
    const state = status.get();
    const { alerts } = this.answer.value ?? {};
    return html`
      ${pageHead({ title: "Health", text: "The processes, the Redis that they share, and the receivers of alerts." })}
      <div class="stack">
        <r-error .problem=${this.answer.problem ?? this.settings.problem ?? statusProblem.get()} .retry=${() => this.refresh()}></r-error>
        ${alerts ? activeAlerts(alerts.active) : nothing}
        ${state
          ? html`${this.numbers(state)} ${processes(state)} ${memory(state.redis)}`
          : html`<p class="loading">Asking the relay…</p>`}
        ${alerts
          ? html`${receivers({ list: alerts.receivers, test: this.test, run: () => this.testAlerts() })} ${sentAlerts(alerts.latest)}`
          : nothing}
        ${programs(session.get())}
      </div>
    `;
  }
}

/** Those that are silent do nothing, and do not count. */
function alive(name, all, text) {
  const number = all.filter((each) => each.alive).length;
  const silent = all.length - number;
  return {
    name,
    value: int(number),
    text: silent === 0 ? text : `${text}; ${int(silent)} more ${silent === 1 ? "is" : "are"} silent`,
    tone: number === 0 ? "bad" : silent > 0 ? "warn" : undefined,
  };
}

function fsync(redis) {
  if (!redis.appendOnly) {
    return { name: "Last fsync", value: "off", text: "appendonly is no: a crash of Redis loses events", tone: "bad" };
  }
  const age = redis.lastFsyncSeconds;
  return {
    name: "Last fsync",
    value: age === null ? "unknown" : age < 1 ? "< 1 s ago" : `${duration(age)} ago`,
    text: age !== null && age > SLOW_FSYNC ? "the disk of Redis stands still" : "events are on disk",
    tone: age !== null && age > SLOW_FSYNC ? "bad" : undefined,
  };
}

customElements.define("page-system", SystemPage);
