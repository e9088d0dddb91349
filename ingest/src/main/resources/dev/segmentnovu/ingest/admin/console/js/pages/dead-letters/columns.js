/** The columns of the list. */
import { html, nothing } from "lit";
import { reasonBadge, statusBadge } from "../../elements/badge.js";
import { userLink } from "../../elements/links.js";
import "../../elements/time.js";
import { count, int } from "../../format.js";
import { href } from "../../router.js";

/** @param {{id: string}} letter */
export function addressOf(letter) {
  return `/dead-letters/${encodeURIComponent(letter.id)}`;
}

/** @param {{event: string | null, type: string, userId: string}} letter */
export function nameOf(letter) {
  return `${letter.event ?? letter.type} of ${letter.userId}`;
}

/** @type {import("../../elements/table.js").Column[]} */
export const COLUMNS = [
  {
    title: "What happened",
    kind: "main",
    cell: (letter) =>
      html`<div class="what">
          ${reasonBadge(letter.reason)} ${letter.status === null ? nothing : statusBadge(letter.status)}
          <a class="cover" href=${addressOf(letter)}>${letter.event ?? letter.type}</a>
          <span class="muted to-medium">of ${letter.userId}</span>
          ${letter.workflow ? html`<span class="muted">→ ${letter.workflow}</span>` : nothing}
        </div>
        <div class="message muted">${letter.message}</div>`,
  },
  {
    title: "User",
    kind: "wide",
    cell: (letter) => userLink(letter.source, letter.userId),
  },
  {
    title: "Source",
    kind: "wider",
    cell: (letter) => html`<a class="muted" href=${href("/dead-letters", { source: letter.source })}>${letter.source}</a>`,
  },
  {
    title: "Attempts",
    kind: "number wider",
    cell: (letter) =>
      html`${int(letter.attempts)}${letter.replays > 0
        ? html`<span class="muted" title=${`Replayed ${count(letter.replays, "time")}`}> ↻${int(letter.replays)}</span>`
        : nothing}`,
  },
  { title: "Died", kind: "number", cell: (letter) => html`<r-time .value=${letter.deadAt}></r-time>` },
];
