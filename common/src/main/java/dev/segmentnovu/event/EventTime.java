package dev.segmentnovu.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * When an event happened. A client's clock may be wrong, but it is as wrong when it sends as when
 * it notes the event; so Segment's specification counts back from its own clock: {@code timestamp =
 * receivedAt − (sentAt − originalTimestamp)}.
 */
final class EventTime {

  /** A year beyond it is a slip, and the arithmetic could overflow. */
  private static final int LAST_YEAR = 9999;

  private EventTime() {}

  /**
   * When {@code event} happened.
   *
   * @param event as received; an {@code originalTimestamp} in it says that Segment has corrected
   *     its {@code timestamp} already
   * @param batchSentAt {@code sentAt} of the batch around it, or null; the event's own wins
   * @param receivedAt when we took it
   * @return from 1970 on, and not later than it was received unless Segment says so; {@code
   *     receivedAt} where the event names no time that can be read
   */
  static Instant of(ObjectNode event, @Nullable String batchSentAt, Instant receivedAt) {
    Instant stated = readable(text(event, "timestamp"));
    Instant original = readable(text(event, "originalTimestamp"));
    if (stated != null && original != null) {
      return stated;
    }
    Instant happened = original == null ? stated : original;
    if (happened == null) {
      return receivedAt;
    }
    Instant segments = original == null ? null : readable(text(event, "receivedAt"));
    Instant received = segments == null ? receivedAt : segments;
    Instant sent = readable(text(event, "sentAt"));
    if (sent == null) {
      sent = readable(batchSentAt);
    }
    Instant time = sent == null ? happened : received.minus(Duration.between(happened, sent));
    return time.isAfter(received) ? received : time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
  }

  /** The instant {@code iso} names; null where it is no ISO 8601 of the years 1970 to 9999. */
  private static @Nullable Instant readable(@Nullable String iso) {
    if (iso == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(iso.strip());
      return time.getYear() > LAST_YEAR || time.toInstant().isBefore(Instant.EPOCH)
          ? null
          : time.toInstant();
    } catch (DateTimeException e) {
      return null; // Segment takes any text here; the event is worth more than its timestamp
    }
  }

  private static @Nullable String text(ObjectNode event, String name) {
    JsonNode value = event.get(name);
    return value == null ? null : value.textValue();
  }
}
