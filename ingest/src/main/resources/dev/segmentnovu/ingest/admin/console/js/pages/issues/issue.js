/** What the list and the detail of issues have in common. */
import { badge, reasonBadge } from "../../elements/badge.js";
import { api, path } from "../../api.js";
import { href } from "../../router.js";
import { say, sayProblem } from "../../toast.js";

/** @typedef {any} Issue an item of /admin/issues */

/** Where a message without its values has none of them. */
const PLACEHOLDER = /<(?:value|email|time|number|id)>/;

/** Shorter texts would find other failures too. */
const LEAST_TEXT = 4;

/** @param {Issue} issue */
export function issueAddress(issue) {
  return href("/issues", { id: issue.id });
}

/**
 * The filter that finds the dead letters of a group. The group has the message without its values,
 * so the longest part between two of them is searched for.
 *
 * @param {Issue} issue
 */
export function lettersOf(issue) {
  const parts = issue.message.split(PLACEHOLDER).map((part) => part.trim());
  const text = parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
  return href("/dead-letters", {
    source: issue.source,
    reason: issue.reason,
    workflow: issue.workflow,
    status: issue.status ?? "none",
    text: text.length < LEAST_TEXT ? null : text,
  });
}

/** What became of the events. @param {Issue} issue */
export function issueBadge(issue) {
  // its reason is what they would die of
  return issue.count === 0 ? badge("retried", "warn", "redo") : reasonBadge(issue.reason);
}

/** @param {Issue} issue @returns {boolean} whether nobody has said that they take care of it */
export function isOpen(issue) {
  return issue.acknowledgedBy === null;
}

/**
 * Notes that somebody takes care of groups, and says so.
 *
 * @param {Issue[]} issues
 */
export async function acknowledge(issues) {
  try {
    for (const issue of issues) await api.post(path`/admin/issues/${issue.id}/acknowledge`);
    const what = issues.length === 1 ? "the failure group" : `${issues.length} failure groups`;
    say(`Acknowledged ${what}. The next dead letter opens a group again.`);
  } catch (error) {
    sayProblem(error);
  }
}
