package dev.segmentnovu.queue.admin.users;

import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits.
 *
 * @param messageId the event's own id; empty if its entry cannot be read
 * @param type {@code "track"} and so on; {@code "unknown"} if the entry cannot be read
 * @param event the event name of a track call, else null
 * @param receivedAt when ingest received it; null if the entry cannot be read
 */
public record WaitingEvent(
    String messageId, String type, @Nullable String event, @Nullable Instant receivedAt) {

  /** The event of an entry. */
  public static WaitingEvent of(byte[] entry) {
    StoredEvent stored;
    try {
      stored = EventCodec.decode(entry);
    } catch (IllegalArgumentException e) {
      return new WaitingEvent("", "unknown", null, null);
    }
    String name =
        EventCodec.read(stored) instanceof DecodeResult.Decoded decoded
                && decoded.event() instanceof SegmentEvent.Track track
            ? track.event()
            : null;
    return new WaitingEvent(
        stored.messageId(), stored.type().wireName(), name, stored.receivedAt());
  }
}
