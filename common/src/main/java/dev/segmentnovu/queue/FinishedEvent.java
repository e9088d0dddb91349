package dev.segmentnovu.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators can see of an event that was delivered or skipped. The queue remembers the latest
 * of each source.
 *
 * @param userId the user of the event; empty for a {@code delete}, after which nothing of the user
 *     is left
 * @param messageId the event's own id
 * @param receivedAt when ingest received it, to the millisecond
 * @param type {@code "track"} and so on
 * @param event the event name of a track call, else null
 * @param outcome what became of it
 * @param reason why it was skipped: a code; null for other outcomes
 * @param workflow the workflow of the last trigger; null if there was none
 * @param method the HTTP method of the last call; null if no call was made
 * @param path the path of the last call; null if no call was made
 * @param status Novu's HTTP status; null if no call was made
 * @param transactionId of the last call if it was a trigger, else null
 * @param attempts attempts that got a definite response, the last one included
 */
public record FinishedEvent(
    String userId,
    String messageId,
    Instant receivedAt,
    String type,
    @Nullable String event,
    Outcome outcome,
    @Nullable String reason,
    @Nullable String workflow,
    @Nullable String method,
    @Nullable String path,
    @Nullable Integer status,
    @Nullable String transactionId,
    int attempts) {

  /** What became of a finished event. */
  public enum Outcome {
    /** Novu accepted its calls. */
    DELIVERED,
    /** Novu had what it says already, so that no call was made. */
    UNCHANGED,
    /** The configuration or the event itself says that it is not sent. */
    SKIPPED;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Longer names and paths are cut: memory in Redis is expensive. */
  private static final int MAX_CHARS = 300;

  /** The members behind the ids in the stored text. */
  private static final int MEMBERS = 11;

  public FinishedEvent {
    event = shortened(event);
    path = shortened(path);
  }

  /** The same outcome of another event of the user, which the same call delivered. */
  public FinishedEvent of(String otherMessageId, Instant otherReceivedAt) {
    return new FinishedEvent(
        userId,
        otherMessageId,
        otherReceivedAt,
        type,
        event,
        outcome,
        reason,
        workflow,
        method,
        path,
        status,
        transactionId,
        attempts);
  }

  private static @Nullable String shortened(@Nullable String text) {
    return text == null || text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }

  /**
   * The text that the queue stores: the lengths in bytes of the ids, the ids, and the other members
   * as a JSON array. Scripts find an id without a look at JSON.
   */
  public byte[] encode() {
    byte[] user = userId.getBytes(UTF_8);
    byte[] message = messageId.getBytes(UTF_8);
    var out = new ByteArrayOutputStream(user.length + message.length + 200);
    out.writeBytes((user.length + " " + message.length + " ").getBytes(UTF_8));
    out.writeBytes(user);
    out.writeBytes(message);
    try (JsonGenerator json = EventCodec.JSON.createGenerator(out)) {
      json.writeStartArray();
      json.writeNumber(receivedAt.toEpochMilli());
      json.writeString(type);
      json.writeString(event);
      json.writeString(outcome.wireName());
      json.writeString(reason);
      json.writeString(workflow);
      json.writeString(method);
      json.writeString(path);
      if (status == null) {
        json.writeNull();
      } else {
        json.writeNumber(status);
      }
      json.writeString(transactionId);
      json.writeNumber(attempts);
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // texts and numbers into memory: cannot fail
    }
    return out.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param text contains the stored text from {@code from} on
   * @return empty for a text of another form
   */
  public static Optional<FinishedEvent> decode(byte[] text, int from) {
    try {
      int afterFirst = indexOf(text, ' ', from);
      int afterSecond = indexOf(text, ' ', afterFirst + 1);
      int user = Integer.parseInt(new String(text, from, afterFirst - from, UTF_8));
      int message =
          Integer.parseInt(new String(text, afterFirst + 1, afterSecond - afterFirst - 1, UTF_8));
      int ids = afterSecond + 1;
      JsonNode json =
          EventCodec.JSON.readTree(Arrays.copyOfRange(text, ids + user + message, text.length));
      if (!json.isArray() || json.size() < MEMBERS) {
        return Optional.empty();
      }
      return Optional.of(
          new FinishedEvent(
              new String(text, ids, user, UTF_8),
              new String(text, ids + user, message, UTF_8),
              Instant.ofEpochMilli(json.get(0).asLong()),
              json.get(1).asText(),
              json.get(2).textValue(),
              Outcome.valueOf(json.get(3).asText().toUpperCase(Locale.ROOT)),
              json.get(4).textValue(),
              json.get(5).textValue(),
              json.get(6).textValue(),
              json.get(7).textValue(),
              json.get(8).isNull() ? null : json.get(8).asInt(),
              json.get(9).textValue(),
              json.get(10).asInt()));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static int indexOf(byte[] text, char wanted, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == wanted) {
        return i;
      }
    }
    throw new IndexOutOfBoundsException("no " + wanted);
  }
}
