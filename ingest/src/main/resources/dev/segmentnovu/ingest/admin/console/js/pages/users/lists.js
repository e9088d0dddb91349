/** The lists of one user: what waits, what died, what was delivered. */
import { html, nothing } from "lit";
import { reasonBadge, statusBadge } from "../../elements/badge.js";
import { eventAddress, eventLink } from "../../elements/links.js";
import { outcomeBadge, called } from "../../elements/delivery.js";
import "../../elements/table.js";
import "../../elements/time.js";
import { count, duration, int } from "../../format.js";
import { isMasked } from "../../reveal.js";
import { href } from "../../router.js";

/** @typedef {import("./state.js").User} User */

function list({ title, note, link = nothing, label, columns, rows, keyOf, to }) {
  return html`<section class="card">
    <header><h2>${title}</h2><span class="muted">${note}</span><span class="end">${link}</span></header>
    <r-table .label=${label} .columns=${columns} .rows=${rows} .keyOf=${keyOf} .href=${to}></r-table>
  </section>`;
}

function eventOf(user, event) {
  return isMasked(event.messageId) ? null : eventAddress({ messageId: event.messageId, source: user.source, userId: user.userId });
}

/** The name of an event, which leads to its journey; also where the column of its id is hidden. */
function named(user, event) {
  const to = eventOf(user, event);
  const name = event.event ?? event.type;
  return to === null ? html`<strong class="event">${name}</strong>` : html`<a class="cover event" href=${to}>${name}</a>`;
}

/** @param {User} user */
export function waiting(user) {
  if (user.waiting === 0) return nothing;
  const rows = user.events.map((event, index) => ({ ...event, index }));
  return list({
    title: "Waiting",
    note: rows.length < user.waiting ? `the first ${int(rows.length)} of ${int(user.waiting)}, in their order` : `${count(user.waiting, "event")}, in their order`,
    label: "Waiting events",
    rows,
    keyOf: (event) => event.index,
    to: (event) => eventOf(user, event),
    columns: [
      { title: "#", kind: "number narrow", cell: (event) => html`<span class="muted">${int(event.index + 1)}</span>` },
      {
        title: "Event",
        kind: "main",
        cell: (event) => named(user, event),
      },
      { title: "Message id", kind: "wide", cell: (event) => eventLink({ ...event, source: user.source, userId: user.userId }) },
      { title: "Received", kind: "number", cell: (event) => html`<r-time .value=${event.receivedAt}></r-time>` },
    ],
  });
}

/** @param {User} user */
export function letters(user) {
  if (user.deadLetters.length === 0) return nothing;
  return list({
    title: "Dead letters",
    note: "the latest, newest first",
    link: html`<a href=${href("/dead-letters", { source: user.source, userId: user.userId })}>All, to replay or discard</a>`,
    label: "Dead letters of the user",
    rows: user.deadLetters,
    keyOf: (letter) => letter.id,
    to: (letter) => `/dead-letters/${encodeURIComponent(letter.id)}`,
    columns: [
      {
        title: "Event",
        kind: "main",
        cell: (letter) =>
          html`<div class="row what">
              ${reasonBadge(letter.reason)} ${letter.status === null ? nothing : statusBadge(letter.status)}
              <a class="cover" href=${`/dead-letters/${encodeURIComponent(letter.id)}`}>${letter.event ?? letter.type}</a>
              ${letter.workflow ? html`<span class="muted">→ ${letter.workflow}</span>` : nothing}
            </div>
            <div class="muted break">${letter.message}</div>`,
      },
      { title: "Attempts", kind: "number wide", cell: (letter) => int(letter.attempts) },
      { title: "Died", kind: "number", cell: (letter) => html`<r-time .value=${letter.deadAt}></r-time>` },
    ],
  });
}

/** @param {User} user */
export function deliveries(user) {
  if (user.deliveries.length === 0) return nothing;
  return list({
    title: "Delivered and skipped",
    note: "the latest, newest first",
    link: html`<a href=${href("/events", { show: "delivered", source: user.source, userId: user.userId })}>All that are remembered</a>`,
    label: "Deliveries of the user",
    rows: user.deliveries,
    keyOf: (each) => `${each.at} ${each.messageId}`,
    to: (each) => eventOf(user, each),
    columns: [
      {
        title: "Event",
        kind: "main",
        cell: (each) =>
          html`<div class="row what">
            ${outcomeBadge(each)} ${named(user, each)}
            ${each.workflow ? html`<span class="muted">→ ${each.workflow}</span>` : nothing}
          </div>`,
      },
      { title: "Novu", kind: "wide", cell: called },
      { title: "Message id", kind: "wider", cell: (each) => eventLink({ ...each, userId: user.userId }) },
      { title: "Took", kind: "number wide", cell: (each) => duration(each.tookMillis / 1000) },
      { title: "When", kind: "number", cell: (each) => html`<r-time .value=${each.at}></r-time>` },
    ],
  });
}
