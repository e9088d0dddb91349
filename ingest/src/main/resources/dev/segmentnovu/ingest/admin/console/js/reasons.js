/** What to do about each reason for which an event becomes a dead letter. */

/** As docs/operations/dead-letters.md has it. */
export const REMEDIES = {
  unmapped: "Add the event to workflows in relay.yaml, then replay; or discard it.",
  rejected: "Correct what Novu’s message names, then replay the edited event.",
  not_delivered: "Activate the workflow at Novu, then replay.",
  exhausted: "Check that Novu works, then replay.",
  invalid: "Edit the event, then replay.",
  mapping: "Correct the rule in relay.yaml, then replay.",
  poison: "Read the logs of the workers before you replay: it may have ended them.",
  expired: "Replay what still matters; where a rule has a maxAge, with “also if its maxAge has ended”.",
  undecodable: "Edit the event, then replay. Where the entry itself cannot be read, replay with the version that wrote it, or discard it.",
  "skipped-by-operator": "An operator moved it out of the way of later events. Replay it, or discard it.",
};
