package dev.segmentnovu.ingest.admin.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Writes instants: ISO-8601 in UTC, always with milliseconds. */
public final class JsonTime {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private JsonTime() {}

  /** The text of an instant; null for null. */
  public static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : MILLIS.format(instant);
  }
}
