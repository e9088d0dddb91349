package dev.segmentnovu.bench.load;

/**
 * Checks that each user's events arrive in the order in which they were accepted. Two events that
 * were in flight at once have no order, so any order of them is right.
 */
public final class OrderCheck {

  /**
   * The highest {@code settled} of the marks of each user's events: all events below it had a
   * response by then.
   */
  private final int[] respondedBelow;

  /** A check that has seen no event. */
  OrderCheck(int users) {
    respondedBelow = new int[users];
  }

  /**
   * Records an event that arrives for the first time. Returns whether an event of the same user
   * arrived before it although it was sent only after this one had a response.
   *
   * @param number of the event
   * @param settled from its mark, at most its number
   */
  boolean isLate(int number, int settled) {
    int user = OutgoingRequest.user(number, respondedBelow.length);
    boolean late = number < respondedBelow[user];
    respondedBelow[user] = Math.max(respondedBelow[user], settled);
    return late;
  }
}
