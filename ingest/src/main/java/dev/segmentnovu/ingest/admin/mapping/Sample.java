package dev.segmentnovu.ingest.admin.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that the relay received.
 *
 * @param event the event name of a track call, else null
 * @param body the event, with the context and integrations of its batch
 */
record Sample(
    String source,
    String messageId,
    String type,
    @Nullable String event,
    Instant receivedAt,
    From from,
    EntryPoint door,
    ObjectNode body) {

  /** Where the relay has it. */
  enum From {
    /** It waits. */
    QUEUE,
    /** It is a dead letter. */
    DEAD_LETTER
  }

  /** The event of an entry; empty if it cannot be read. */
  static Optional<Sample> of(String source, From from, byte[] entry) {
    StoredEvent stored;
    try {
      stored = EventCodec.decode(entry);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return EventCodec.withBatch(stored)
        .map(
            body ->
                new Sample(
                    source,
                    stored.messageId(),
                    stored.type().wireName(),
                    body.path("event").textValue(),
                    stored.receivedAt(),
                    from,
                    stored.door(),
                    body));
  }
}
