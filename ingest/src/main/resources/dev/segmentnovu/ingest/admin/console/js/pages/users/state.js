/** The state of a user in words. */
import { html } from "lit";
import { badge } from "../../elements/badge.js";
import "../../elements/time.js";
import { count, int } from "../../format.js";

/** @typedef {any} User an answer of /admin/users/{source}/{userId} */

const BADGES = {
  idle: ["nothing waits", "ok", "check"],
  due: ["due", "info", "clock"],
  claimed: ["being delivered", "info", "send"],
  retrying: ["retrying", "warn", "redo"],
  parked: ["parked", "warn", "pause"],
};

/** @param {string} state */
export function userBadge(state) {
  const [text, tone, shape] = BADGES[state] ?? [state, "idle", "info"];
  return badge(text, tone, shape);
}

/** @param {User} user @returns {string} the waiting events, such as "the first of 12 events" */
function first(user) {
  return user.waiting === 1 ? "the only event that waits" : `the first of ${int(user.waiting)} events`;
}

/** @param {User} user */
export function stateWords(user) {
  switch (user.state) {
    case "idle":
      return html`No event waits for delivery.`;
    case "due":
      return html`A worker takes ${first(user)} next.`;
    case "claimed":
      return html`A worker delivers ${first(user)} now.`;
    case "retrying":
      return html`The next try of ${first(user)} is <r-time .value=${user.nextTryAt}></r-time>.`;
    case "parked":
      return user.waiting === 0
        ? html`New events will wait until somebody unparks the user.`
        : html`${count(user.waiting, "event waits", "events wait")} until somebody unparks the user.`;
    default:
      return html`${count(user.waiting, "event waits", "events wait")}.`;
  }
}

/** @param {User} user @returns {boolean} whether the relay has anything of the user */
export function isKnown(user) {
  return user.state !== "idle" || user.waiting > 0 || user.deadLetters.length > 0 || user.deliveries.length > 0;
}
