package dev.segmentnovu.queue.redis.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes dead letters as JSON and reads them back. */
public final class DeadLetterCodec {

  private DeadLetterCodec() {}

  /** What a script takes: the text, and behind a line feed the details if there are any. */
  public static byte[] settled(DeadLetter deadLetter) {
    byte[] text = encode(deadLetter);
    if (deadLetter.details().isEmpty()) {
      return text;
    }
    byte[] details = bytes(deadLetter.details());
    byte[] all = Arrays.copyOf(text, text.length + 1 + details.length);
    all[text.length] = '\n';
    System.arraycopy(details, 0, all, text.length + 1, details.length);
    return all;
  }

  /** The text that Redis stores, without the details. */
  public static byte[] encode(DeadLetter deadLetter) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("id", deadLetter.id());
    if (deadLetter.previousId() != null) {
      json.put("previousId", deadLetter.previousId());
    }
    json.put("source", deadLetter.source());
    json.put("userId", deadLetter.userId());
    json.put("messageId", deadLetter.messageId());
    json.put("type", deadLetter.type());
    json.put("event", deadLetter.event());
    json.put("workflow", deadLetter.workflow());
    json.put("reason", deadLetter.reason());
    json.put("message", deadLetter.message());
    json.put("status", deadLetter.status());
    json.put("attempts", deadLetter.attempts());
    if (deadLetter.firstAttemptAt() != null) {
      json.put("firstAttemptAt", deadLetter.firstAttemptAt().toEpochMilli());
    }
    json.put("deadAt", deadLetter.deadAt().toEpochMilli());
    json.put("replays", deadLetter.replays());
    return bytes(json);
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return EventCodec.JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built this tree, so writing it cannot fail
    }
  }

  /**
   * The dead letter; empty where {@code bytes} hold none, so that one which cannot be read does not
   * hide the others. An audit reports it.
   */
  public static Optional<DeadLetter> read(byte[] bytes) {
    return read(bytes, new byte[0]);
  }

  /**
   * The same with its details.
   *
   * @param details empty where an older version wrote them into the text
   */
  public static Optional<DeadLetter> read(byte[] bytes, byte[] details) {
    try {
      return Optional.of(decode(bytes, details));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static DeadLetter decode(byte[] bytes, byte[] details) {
    JsonNode json;
    try {
      json = EventCodec.JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The text of a dead letter in Redis is not one that the relay wrote", e);
    }
    if (!json.path("id").isTextual() || !json.path("deadAt").isIntegralNumber()) {
      throw new UncheckedIOException(
          new IOException("The text of a dead letter in Redis is not one that the relay wrote"));
    }
    return new DeadLetter(
        json.path("id").asText(),
        text(json, "previousId"),
        json.path("source").asText(),
        json.path("userId").asText(),
        json.path("messageId").asText(),
        json.path("type").asText(),
        text(json, "event"),
        text(json, "workflow"),
        json.path("reason").asText(),
        json.path("message").asText(),
        json.hasNonNull("status") ? json.path("status").asInt() : null,
        json.path("attempts").asInt(),
        json.hasNonNull("firstAttemptAt")
            ? Instant.ofEpochMilli(json.path("firstAttemptAt").asLong())
            : null,
        Instant.ofEpochMilli(json.path("deadAt").asLong()),
        json.path("replays").asInt(),
        details(json, details));
  }

  private static ObjectNode details(JsonNode json, byte[] apart) {
    try {
      JsonNode details = apart.length == 0 ? json.get("details") : EventCodec.JSON.readTree(apart);
      return details instanceof ObjectNode object ? object : EventCodec.JSON.createObjectNode();
    } catch (IOException e) {
      throw new UncheckedIOException("A dead letter in Redis is not ours", e);
    }
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asText() : null;
  }
}
