package dev.segmentnovu.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The calls of Segment's specification that the relay accepts. */
public enum EventType {
  IDENTIFY,
  TRACK,
  GROUP,
  PAGE,
  SCREEN,
  ALIAS,
  DELETE;

  private static final Map<String, EventType> BY_WIRE_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(EventType::wireName, type -> type));

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /**
   * The value of {@code type} in an event, and the last segment of the SDK's path: {@code "track"}.
   */
  public String wireName() {
    return wireName;
  }

  /**
   * The type of that name.
   *
   * @param wireName as in an event's {@code type}; case counts, as it does at Segment
   * @return empty where Segment has no such call
   */
  public static Optional<EventType> of(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }
}
