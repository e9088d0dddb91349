/** What Redis holds, by structure. */
import { html } from "lit";
import { bytes, percent } from "../../format.js";

/** What a structure is, and where its bound is set. */
const STRUCTURES = {
  queue: "events that wait",
  "dead-letters": "events that were given up; queue.failures and queue.unmapped bound them",
  "message-ids": "to recognise an event that is sent again; queue.deduplication says for how long",
  profiles: "of subscribers",
  deliveries: "records of delivered and skipped events, which Events shows",
  history: "counts of each minute and hour, failure groups and rejections",
  jobs: "replays, discards and exports of many dead letters",
  "audit-log": "what operators changed",
};

/** What a structure belongs to. */
function owner(each) {
  return each.source === null ? "of the whole relay" : `of ${each.source}`;
}

function bar(each, most, used) {
  const share = most === 0 ? 0 : each.bytes / most;
  return html`<li>
    <div class="row">
      <span><strong>${each.structure}</strong> <span class="muted">${owner(each)}</span></span>
      <span class="end">${bytes(each.bytes)} <span class="muted">${percent(each.bytes, used)}</span></span>
    </div>
    <div class="memory-bar" .style=${`--share:${share}`} aria-hidden="true"></div>
    <div class="muted small">${STRUCTURES[each.structure] ?? ""}</div>
  </li>`;
}

/** @param {any} redis of /admin/status */
export function memory(redis) {
  const all = [...redis.memory].sort((one, other) => other.bytes - one.bytes);
  const some = all.filter((each) => each.bytes > 0);
  const most = some[0]?.bytes ?? 0;
  const empty = all.filter((each) => each.bytes === 0).map((each) => `${each.structure} ${owner(each)}`);
  return html`<section class="card">
    <header>
      <h2>Memory of Redis</h2>
      <span class="muted small">
        ${bytes(redis.usedBytes)} in use${redis.maxBytes === null ? "; without a maxmemory, nothing bounds it" : ` of ${bytes(redis.maxBytes)}`} ·
        version ${redis.version} · ${redis.role === "slave" ? "replica" : "primary"}
      </span>
    </header>
    <div class="body stack">
      ${some.length === 0
        ? html`<p class="muted">The queues are empty.</p>`
        : html`<ul class="memory">
            ${some.map((each) => bar(each, most, redis.usedBytes))}
          </ul>`}
      <p class="muted small">
        Estimates; shares are of what Redis has in use${empty.length ? `. Empty: ${empty.join(", ")}` : ""}.
      </p>
    </div>
  </section>`;
}
