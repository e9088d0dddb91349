package dev.segmentnovu.worker.novu;

/**
 * Which attempt at which event a call belongs to.
 *
 * @param eventKey names the event among all: source and message id
 * @param step which of the event's requests it is for, from 0
 * @param replays how often an operator put it back
 * @param generation how many idempotency keys are used up: Novu keeps an answer under each
 * @param first whether no call for it can have been made before: only then may it share one
 */
public record Attempt(String eventKey, int step, int replays, int generation, boolean first) {

  /** An attempt that shares no call. */
  public Attempt(String eventKey, int step, int replays, int generation) {
    this(eventKey, step, replays, generation, false);
  }
}
