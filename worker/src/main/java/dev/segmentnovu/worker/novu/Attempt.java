package dev.segmentnovu.worker.novu;

/**
 * The attempt that a call belongs to.
 *
 * @param eventKey identifies the event: its source, user id and message id
 * @param step the step of the event, from 0
 * @param replays how often an operator replayed the event
 * @param generation how many idempotency keys are used up, because Novu stored a response under
 *     them
 * @param first whether no call for the step can have been sent before: only then may it join a
 *     batch
 */
public record Attempt(String eventKey, int step, int replays, int generation, boolean first) {

  /** The same attempt, not the first, with other idempotency keys. */
  public Attempt withOtherKeys() {
    return new Attempt(eventKey + "+", step, replays, generation, false);
  }
}
