package dev.segmentnovu.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * When an event happened. A client's clock may be wrong, but it is as wrong when it sends as when
 * it notes the event; so Segment's specification counts back from its own clock: {@code timestamp =
 * receivedAt − (sentAt − originalTimestamp)}.
 */
final class EventTime {

  /** A year beyond it is a slip, and the arithmetic could overflow. */
  private static final int LAST_YEAR = 9999;

  /** Digits stand where it has zeros. */
  private static final String PLAIN = "0000-00-00T00:00:00.000Z";

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
      Instant plain = plain(iso);
      if (plain != null) {
        return plain;
      }
      OffsetDateTime time = OffsetDateTime.parse(iso.strip());
      return time.getYear() > LAST_YEAR || time.toInstant().isBefore(Instant.EPOCH)
          ? null
          : time.toInstant();
    } catch (DateTimeException e) {
      return null; // Segment takes any text here; the event is worth more than its timestamp
    }
  }

  /**
   * The form that Segment and its SDKs write, {@code 2026-01-02T03:04:05.678Z}, from 1970 on: the
   * general way takes half as long as all else that is read of an event. Null for any other form.
   */
  private static @Nullable Instant plain(String iso) {
    if (iso.length() != PLAIN.length() || iso.charAt(0) == '0') {
      return null;
    }
    int[] fields = new int[7];
    int field = 0;
    for (int i = 0; i < PLAIN.length(); i++) {
      char is = iso.charAt(i);
      if (PLAIN.charAt(i) == '0') {
        if (is < '0' || is > '9') {
          return null;
        }
        fields[field] = fields[field] * 10 + (is - '0');
      } else if (is == PLAIN.charAt(i)) {
        field++;
      } else {
        return null;
      }
    }
    Instant time =
        LocalDateTime.of(
                fields[0],
                fields[1],
                fields[2],
                fields[3],
                fields[4],
                fields[5],
                fields[6] * 1_000_000)
            .toInstant(ZoneOffset.UTC);
    return time.isBefore(Instant.EPOCH) ? null : time;
  }

  private static @Nullable String text(ObjectNode event, String name) {
    JsonNode value = event.get(name);
    return value == null ? null : value.textValue();
  }
}
