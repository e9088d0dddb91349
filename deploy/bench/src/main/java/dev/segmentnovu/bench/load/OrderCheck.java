package dev.segmentnovu.bench.load;

/**
 * Whether each user's events come in the order in which they were accepted. Where two were on their
 * way at once there is no such order, and nothing is wrong with either.
 */
public final class OrderCheck {

  /** For each user the highest that its events' marks tell: all below was answered by then. */
  private final int[] answered;

  /** Nothing came yet. */
  OrderCheck(int users) {
    answered = new int[users];
  }

  /**
   * Takes an event that comes for the first time; returns whether one of the same user came before
   * it, though it was sent only when this one had been answered.
   *
   * @param number of the event
   * @param settled what its mark tells, at most its number
   */
  boolean isLate(int number, int settled) {
    int user = OutgoingRequest.user(number, answered.length);
    boolean late = number < answered[user];
    answered[user] = Math.max(answered[user], settled);
    return late;
  }
}
