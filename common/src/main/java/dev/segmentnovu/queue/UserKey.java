package dev.segmentnovu.queue;

/**
 * Whose place in the queue an event takes: its user's, or one of its own where order does not
 * count.
 */
public final class UserKey {

  private static final String BETWEEN = "#";

  private UserKey() {}

  /** A key for one event alone; it keeps no order with others of its user. */
  public static String alone(String userId, String messageId) {
    return userId + BETWEEN + messageId;
  }

  /** The user behind {@code key}, under which the event {@code messageId} stands in the queue. */
  public static String userId(String key, String messageId) {
    String end = BETWEEN + messageId;
    return key.endsWith(end) ? key.substring(0, key.length() - end.length()) : key;
  }
}
