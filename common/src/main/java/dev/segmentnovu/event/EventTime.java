package dev.segmentnovu.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an event happened. A client's clock may be wrong, but its error is the same when it sends
 * the event and when it records it. So Segment's specification counts back from its own clock:
 * {@code timestamp = receivedAt − (sentAt − originalTimestamp)}.
 *
 * @param time from 1970 on, and not later than the event was received: by Segment if the event
 *     contains that time, else by the relay
 * @param unreadable whether the event contains a time that cannot be read; {@code time} then is
 *     when it was received
 */
record EventTime(Instant time, boolean unreadable) {

  /**
   * When {@code event} happened.
   *
   * @param event as received; an {@code originalTimestamp} in it says that Segment has corrected
   *     its {@code timestamp} already
   * @param batchSentAt {@code sentAt} of the batch around it, or null; the event's own wins
   * @param receivedAt when the relay received it
   */
  static EventTime of(ObjectNode event, @Nullable String batchSentAt, Instant receivedAt) {
    Instant segments = readable(event, "receivedAt");
    Instant received = segments == null || segments.isAfter(receivedAt) ? receivedAt : segments;
    Instant stated = readable(event, "timestamp");
    Instant original = readable(event, "originalTimestamp");
    if (stated != null && original != null) {
      return new EventTime(bounded(stated, received), false);
    }
    Instant happened = original == null ? stated : original;
    if (happened == null) {
      boolean named = event.hasNonNull("timestamp") || event.hasNonNull("originalTimestamp");
      return new EventTime(received, named);
    }
    Instant sent = readable(event, "sentAt");
    if (sent == null && batchSentAt != null) {
      sent = Timestamps.parse(batchSentAt);
    }
    Instant time = sent == null ? happened : received.minus(Duration.between(happened, sent));
    return new EventTime(bounded(time, received), false);
  }

  private static Instant bounded(Instant time, Instant received) {
    return time.isAfter(received) ? received : time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
  }

  private static @Nullable Instant readable(ObjectNode event, String name) {
    JsonNode value = event.get(name);
    String text = value == null ? null : value.textValue();
    return text == null ? null : Timestamps.parse(text);
  }
}
