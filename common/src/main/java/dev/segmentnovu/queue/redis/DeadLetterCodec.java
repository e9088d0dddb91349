package dev.segmentnovu.queue.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes dead letters as JSON and reads them back. */
final class DeadLetterCodec {

  private DeadLetterCodec() {}

  static byte[] encode(DeadLetter letter) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("id", letter.id());
    if (letter.previousId() != null) {
      json.put("previousId", letter.previousId());
    }
    json.put("source", letter.source());
    json.put("userId", letter.userId());
    json.put("messageId", letter.messageId());
    json.put("type", letter.type());
    json.put("event", letter.event());
    json.put("reason", letter.reason());
    json.put("message", letter.message());
    json.put("status", letter.status());
    json.put("attempts", letter.attempts());
    if (letter.firstAttemptAt() != null) {
      json.put("firstAttemptAt", letter.firstAttemptAt().toEpochMilli());
    }
    json.put("deadAt", letter.deadAt().toEpochMilli());
    json.put("replays", letter.replays());
    json.set("details", letter.details());
    try {
      return EventCodec.JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  /**
   * The letter; empty where {@code bytes} are not a letter's, so that one which cannot be read does
   * not hide the others. The audit finds it.
   */
  static Optional<DeadLetter> read(byte[] bytes) {
    try {
      return Optional.of(decode(bytes));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  static DeadLetter decode(byte[] bytes) {
    JsonNode json;
    try {
      json = EventCodec.JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("A dead letter in Redis is not ours", e);
    }
    if (!json.path("id").isTextual() || !json.path("deadAt").isIntegralNumber()) {
      throw new UncheckedIOException(new IOException("A dead letter in Redis is not ours"));
    }
    return new DeadLetter(
        json.path("id").asText(),
        text(json, "previousId"),
        json.path("source").asText(),
        json.path("userId").asText(),
        json.path("messageId").asText(),
        json.path("type").asText(),
        text(json, "event"),
        json.path("reason").asText(),
        json.path("message").asText(),
        json.hasNonNull("status") ? json.path("status").asInt() : null,
        json.path("attempts").asInt(),
        json.hasNonNull("firstAttemptAt")
            ? Instant.ofEpochMilli(json.path("firstAttemptAt").asLong())
            : null,
        Instant.ofEpochMilli(json.path("deadAt").asLong()),
        json.path("replays").asInt(),
        json.get("details") instanceof ObjectNode details
            ? details
            : EventCodec.JSON.createObjectNode());
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asText() : null;
  }
}
