package dev.segmentnovu.queue.admin;

import java.util.List;

/**
 * A member of an event as its sender wrote it, and its value. Arrays on the path match if one of
 * their elements does.
 *
 * @param path the names from the event down to the member, at least one
 * @param value compared with a text, and with a number or a boolean that reads like it
 */
public record EventField(List<String> path, String value) {

  /** A filter has so many at most. */
  public static final int MOST = 3;

  public EventField {
    path = List.copyOf(path);
  }

  /** {@code path.to.member:value}. */
  public String text() {
    return String.join(".", path) + ":" + value;
  }
}
