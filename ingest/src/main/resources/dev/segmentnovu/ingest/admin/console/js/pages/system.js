/** Health: the processes, the Redis that they share, and who is told when something is wrong. */
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
  }

  async read(signal) {
    const [alerts, config, queue, settings] = await Promise.all([
      api.get("/admin/alerts", {}, { signal }),
      api.get("/admin/config", {}, { signal }),
      api.get("/admin/queue", {}, { signal }),
      api.get("/admin/settings", {}, { signal }),
    ]);
    return {
      alerts,
      config,
      violations: queue.sources.reduce((sum, each) => sum + each.totals.violations, 0),
      shards: settings.items.find((each) => each.path === "queue.shards")?.value ?? null,
    };
  }

  async testAlerts() {
    this.test = { busy: true };
    this.test = await testReceivers();
  }

  numbers(state) {
    const { redis } = state;
    const { violations, shards, config } = this.answer.value ?? {};
    const full = redis.maxBytes === null ? null : redis.usedBytes / redis.maxBytes;
    return figures("The relay in numbers", [
      {
        name: "Workers",
        value: int(state.workers.length),
        text: `${count(state.workers.reduce((sum, each) => sum + each.users, 0), "user")} in delivery`,
        tone: state.workers.length === 0 ? "bad" : undefined,
      },
      { name: "Ingests", value: int(state.ingests.length), text: "take events in", tone: state.ingests.length === 0 ? "bad" : undefined },
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
        value: config === undefined ? int(null) : config.valid ? "in use" : "refused",
        text: config?.valid === false ? "the one before runs" : "as the file says",
        tone: config?.valid === false ? "bad" : undefined,
        href: "/settings",
      },
    ]);
  }

  render() {
    const state = status.get();
    const { alerts } = this.answer.value ?? {};
    return html`
      ${pageHead({ title: "Health", text: "The processes, the Redis that they share, and who is told when something is wrong." })}
      <div class="stack">
        <r-error .problem=${this.answer.problem ?? statusProblem.get()} .retry=${() => this.answer.refresh()}></r-error>
        ${alerts ? activeAlerts(alerts.active) : nothing}
        ${state
          ? html`${this.numbers(state)} ${processes(state)} ${memory(state.redis)}`
          : html`<p class="loading">Asking the relay…</p>`}
        ${alerts
          ? html`${receivers({ list: alerts.receivers, test: this.test, run: () => this.testAlerts() })} ${sentAlerts(alerts.latest)}`
          : nothing}
      </div>
    `;
  }
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
