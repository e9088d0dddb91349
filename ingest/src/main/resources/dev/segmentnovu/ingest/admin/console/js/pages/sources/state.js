/** The state of one source in words, with what to do. */
import { html, nothing } from "lit";
import { stateBadge } from "../../elements/badge.js";
import { figures } from "../../elements/figures.js";
import { remedy } from "../../elements/remedy.js";
import "../../elements/time.js";
import { bytes, decimal, duration, int } from "../../format.js";
import { href } from "../../router.js";

/** @param {string} source @returns {string} the address of its page */
export function sourceHref(source) {
  return `/sources/${encodeURIComponent(source)}`;
}

const CALM = "Events are delivered as they come.";

/** @param {any} state a source in /admin/status */
export function stateCard(state) {
  return html`<section class="card" aria-label="State">
    <div class="state">
      <div class="row">
        ${stateBadge(state.state)}
        <strong>${state.reason ?? CALM}</strong>
      </div>
      ${state.remedy ? html`<p>${remedy(state.remedy)}</p>` : nothing}
      <p class="muted small row">
        ${state.pausedBy ? html`<span>Paused by ${state.pausedBy === "-" ? "an operator without a token" : state.pausedBy}.</span>` : nothing}
        ${state.since ? html`<span>Since <r-time .value=${state.since}></r-time>.</span>` : nothing}
        ${state.until ? html`<span>It ends <r-time .value=${state.until}></r-time> by itself.</span>` : nothing}
        ${state.nextProbe ? html`<span>A worker tries one event <r-time .value=${state.nextProbe}></r-time>.</span>` : nothing}
      </p>
    </div>
  </section>`;
}

/**
 * @param {any} state a source in /admin/status
 * @param {any} queue of the source in /admin/queue, or undefined
 */
export function numbers(state, queue) {
  const { source } = state;
  const rates = queue?.rates;
  return figures(`Numbers of ${source}`, [
    { name: "In", value: decimal(rates?.enqueuedPerSecond), text: "per second" },
    { name: "Delivered", value: decimal(rates?.deliveredPerSecond), text: "per second" },
    {
      name: "Waiting",
      value: int(state.depth),
      text: joined(state.oldestDueSeconds ? `the oldest for ${duration(state.oldestDueSeconds)}` : "events", bytesOf(queue?.bytes)),
    },
    { name: "In delivery", value: int(state.claimed), text: "users" },
    { name: "Retrying", value: int(state.retrying), text: "users", tone: state.retrying > 0 ? "warn" : undefined },
    { name: "Parked", value: int(state.parked), text: "users" },
    {
      name: "Dead letters",
      value: int(state.dead),
      text: joined(
        state.unmapped > 0 ? `${int(state.unmapped)} unmapped` : "given up, and kept",
        bytesOf(queue?.deadBytes),
        rates?.diedPerSecond > 0 ? `${decimal(rates.diedPerSecond)} per second` : null,
      ),
      tone: state.dead > 0 ? "bad" : undefined,
      href: state.dead > 0 ? href("/dead-letters", { source }) : null,
    },
  ]);
}

function bytesOf(size) {
  return size > 0 ? bytes(size) : null;
}

function joined(...parts) {
  return parts.filter((each) => each !== null).join(", ");
}

/** @param {any} queue of the source in /admin/queue */
export function totals({ source, totals: all }) {
  return figures(`Totals of ${source}`, [
    { name: "Accepted", value: int(all.enqueued), text: "since the queue exists" },
    { name: "Duplicates", value: int(all.duplicates), text: "sent again, and recognised" },
    { name: "Delivered", value: int(all.delivered), text: "since the queue exists" },
    { name: "Skipped", value: int(all.skipped), text: "not for Novu" },
    { name: "Died", value: int(all.died), text: "became dead letters" },
    {
      name: "Evicted",
      value: int(all.evicted),
      text: "dead letters: no room, or too old",
      tone: all.evicted > 0 ? "warn" : undefined,
    },
    {
      name: "Violations",
      value: int(all.violations),
      text: all.violations > 0 ? "relay fsck shows them" : "of the queue’s invariants",
      tone: all.violations > 0 ? "bad" : undefined,
    },
  ]);
}
