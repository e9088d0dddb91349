package dev.segmentnovu.queue;

/**
 * Whose place in the queue an event takes: its user's, or one of its own where order does not
 * count. The key of an event alone begins with a blank, and no user id does: ingest trims each. So
 * whatever ids a sender chooses, no event gets the key of another user, or of another event.
 */
public final class OrderingKey {

  private static final char ALONE = ' ';
  private static final char AFTER_LENGTH = ':';
  private static final String BETWEEN = "#";

  private OrderingKey() {}

  /**
   * A key for one event alone; it keeps no order with others of its user. It names how long the
   * user id is, so that two ids make one key in one way only.
   */
  public static String alone(String userId, String messageId) {
    return "" + ALONE + userId.length() + AFTER_LENGTH + userId + BETWEEN + messageId;
  }

  /** The user behind {@code key}; {@code key} itself where it is a user's. */
  public static String userId(String key) {
    int colon = key.indexOf(AFTER_LENGTH);
    if (key.isEmpty() || key.charAt(0) != ALONE || colon < 0) {
      return key;
    }
    try {
      int from = colon + 1;
      return key.substring(from, from + Integer.parseInt(key.substring(1, colon)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return key; // made by hand: nobody's
    }
  }

  /**
   * Whether {@code key} is what an earlier version made for an event alone of {@code userId}. A
   * user may have such an id, so {@code userId} must come from the event itself.
   */
  public static boolean isOldAlone(String key, String userId, String messageId) {
    return key.equals(userId + BETWEEN + messageId);
  }
}
