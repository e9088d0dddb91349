package dev.segmentnovu.worker.novu;

import dev.segmentnovu.telemetry.trace.DeliverySpan;

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
 * @param span of the delivery that the attempt belongs to
 */
public record Attempt(
    String eventKey, int step, int replays, int generation, boolean first, DeliverySpan span) {

  /** An attempt that is not traced. */
  public Attempt(String eventKey, int step, int replays, int generation, boolean first) {
    this(eventKey, step, replays, generation, first, DeliverySpan.NONE);
  }

  /** The same attempt, not the first, with other idempotency keys. */
  public Attempt withOtherKeys() {
    return new Attempt(eventKey + "+", step, replays, generation, false, span);
  }
}
