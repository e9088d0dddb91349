package dev.segmentnovu.worker.novu;

/**
 * Which attempt at which event a call belongs to.
 *
 * @param eventKey identifies the event: its source, user id and message id
 * @param step which of the event's requests it is for, from 0
 * @param replays how often an operator replayed the event
 * @param generation how many idempotency keys are used up: Novu stores a response under each
 * @param first whether no call for it can have been made before: only then may it join a batch
 */
public record Attempt(String eventKey, int step, int replays, int generation, boolean first) {

  /** The same attempt, not the first, with other idempotency keys. */
  public Attempt withOtherKeys() {
    return new Attempt(eventKey + "+", step, replays, generation, false);
  }
}
