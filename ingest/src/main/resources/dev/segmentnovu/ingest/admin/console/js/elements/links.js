/** Links to what an id names. A masked id names nothing, so it is no link. */
import { html } from "lit";
import { NOTHING } from "../format.js";
import { isMasked } from "../reveal.js";
import { href } from "../router.js";

const MASKED = "Masked. An operator can show personal data.";

function masked(text, classes) {
  return html`<span class=${`muted ${classes}`} title=${MASKED}>${text}</span>`;
}

/** @param {string} source @param {string} userId */
export function userAddress(source, userId) {
  return `/users/${encodeURIComponent(source)}/${encodeURIComponent(userId)}`;
}

/**
 * Source and user spare the relay a search through all that wait.
 *
 * @param {{messageId: string, source?: string | null, userId?: string | null}} event
 */
export function eventAddress({ messageId, source = null, userId = null }) {
  return href(`/events/${encodeURIComponent(messageId)}`, { source, userId: isMasked(userId) ? null : userId });
}

/** @param {string} source @param {string | null} userId null for a user that is not known */
export function userLink(source, userId) {
  if (userId === null) return html`<span class="muted">${NOTHING}</span>`;
  if (isMasked(userId)) return masked(userId, "clip id");
  return html`<a class="clip id" href=${userAddress(source, userId)} title=${userId}>${userId}</a>`;
}

/** @param {{messageId: string | null, source?: string | null, userId?: string | null}} event */
export function eventLink(event) {
  if (event.messageId === null) return html`<span class="muted">${NOTHING}</span>`;
  if (isMasked(event.messageId)) return masked(event.messageId, "mono clip id");
  return html`<a class="mono clip id" href=${eventAddress(event)} title=${event.messageId}>${event.messageId}</a>`;
}

/** @param {string | null} source */
export function sourceLink(source) {
  if (source === null) return html`<span class="muted">${NOTHING}</span>`;
  return html`<a class="muted" href=${`/sources/${encodeURIComponent(source)}`}>${source}</a>`;
}
