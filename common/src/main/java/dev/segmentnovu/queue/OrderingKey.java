package dev.segmentnovu.queue;

/**
 * The ordering key of an event: its user's id, or a key of its own where order does not count.
 * Events with the same key are delivered one after the other. A key of one event begins with a
 * blank, and no user id does, because ingest trims these. So whatever ids a sender chooses, no
 * event gets the key of another user, or of another event.
 */
public final class OrderingKey {

  private static final char ALONE = ' ';
  private static final char AFTER_LENGTH = ':';
  private static final String BETWEEN = "#";

  private OrderingKey() {}

  /**
   * A key for one event alone, which keeps no order with others of its user. It contains the length
   * of the user id, so that different pairs of ids never make the same key.
   */
  public static String alone(String userId, String messageId) {
    return "" + ALONE + userId.length() + AFTER_LENGTH + userId + BETWEEN + messageId;
  }

  /** The user id in {@code key}; {@code key} itself where it is a user's id. */
  public static String userId(String key) {
    int colon = key.indexOf(AFTER_LENGTH);
    if (key.isEmpty() || key.charAt(0) != ALONE || colon < 0) {
      return key;
    }
    try {
      int from = colon + 1;
      return key.substring(from, from + Integer.parseInt(key.substring(1, colon)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return key; // written by hand: no user's
    }
  }

  /**
   * Whether {@code key} is the key that an earlier version made for one event alone. A user may
   * have such an id, so {@code userId} must be that of the event itself.
   */
  public static boolean isOldAlone(String key, String userId, String messageId) {
    return key.equals(userId + BETWEEN + messageId);
  }
}
