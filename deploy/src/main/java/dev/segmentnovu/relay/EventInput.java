package dev.segmentnovu.relay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Events as people have them in files: one a line, an array, one alone, an SDK's batch, or wrapped
 * as the extensible webhook wraps them. Read one at a time, so that a file may be as large as it
 * likes.
 */
final class EventInput {

  private static final ObjectReader READER =
      EventCodec.JSON
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Instant receivedAt;
  private final BiConsumer<JsonNode, Optional<StoredEvent>> consumer;
  private int count;

  /**
   * An input whose events count as received at {@code receivedAt}.
   *
   * @param consumer is given each event, and as ingest would store it; the latter is empty where
   *     the event has no type that Segment knows
   */
  EventInput(Instant receivedAt, BiConsumer<JsonNode, Optional<StoredEvent>> consumer) {
    this.receivedAt = receivedAt;
    this.consumer = consumer;
  }

  /**
   * Reads {@code in} to its end, and returns how many events there were.
   *
   * @throws CannotRunException if it is not JSON
   */
  int read(InputStream in) throws IOException {
    try (JsonParser parser = EventCodec.JSON.createParser(in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        // of an array at the top one element after the other
        if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
          value(READER.readTree(parser));
        }
      }
    } catch (JsonProcessingException e) {
      throw new CannotRunException(
          ExitCode.FAILED,
          "The input is not JSON at line %d, after %d events: %s"
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  count,
                  e.getOriginalMessage()));
    }
    return count;
  }

  private void value(JsonNode value) {
    if (value instanceof ObjectNode batch && batch.path("batch").isArray()) {
      batch.get("batch").forEach(each -> event(each, batch));
    } else {
      boolean wrapped = !value.has("type") && value.path("json").isObject();
      event(wrapped ? value.get("json") : value, null);
    }
  }

  private void event(JsonNode event, @Nullable ObjectNode batch) {
    count++;
    consumer.accept(
        event, EventType.of(event.path("type").asText("")).map(type -> stored(event, type, batch)));
  }

  private StoredEvent stored(JsonNode event, EventType type, @Nullable ObjectNode batch) {
    String messageId = event.path("messageId").asText("");
    return new StoredEvent(
        messageId.isBlank() ? "no-message-id-" + count : messageId,
        type,
        receivedAt,
        0,
        batch != null && batch.get("context") instanceof ObjectNode context ? context : null,
        batch != null && batch.get("integrations") instanceof ObjectNode all ? all : null,
        batch == null ? null : batch.path("sentAt").textValue(),
        bytes(event));
  }

  private static byte[] bytes(JsonNode event) {
    try {
      return EventCodec.JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree that was just read
    }
  }
}
