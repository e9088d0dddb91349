package dev.segmentnovu.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.DecodeResult.Decoded;
import dev.segmentnovu.event.DecodeResult.Undecodable;
import dev.segmentnovu.event.SegmentEvent.Common;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into the queue and reads them back. An entry is a header of one line of JSON, a
 * line feed, and the client's bytes. Numbers are read as {@link java.math.BigDecimal}, so that Novu
 * gets what the client sent.
 */
public final class EventCodec {

  /**
   * The mapper of all code that reads or writes events: exact numbers, UTF-8 only. Whatever the
   * bytes are, its {@code readTree} throws nothing but a {@link JsonProcessingException}.
   */
  public static final ObjectMapper JSON = EventJson.create();

  private static final List<String> IDS = List.of("userId", "anonymousId", "groupId", "previousId");

  /** Reads one member of the header; the rest of the header follows it. */
  private static final ObjectReader MEMBERS =
      JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EventCodec() {}

  /** The entry for {@code event}. */
  public static byte[] encode(StoredEvent event) {
    byte[] body = event.body();
    return new EntryWriter(
            event.door(),
            event.receivedAt(),
            event.replays(),
            event.deadLetterId(),
            event.forced(),
            event.batchContext(),
            event.batchIntegrations(),
            event.batchSentAt())
        .entry(event.messageId(), event.type(), body, 0, body.length);
  }

  /**
   * The stored event of an entry.
   *
   * @throws IllegalArgumentException if {@code entry} was not written by {@link EntryWriter}
   */
  public static StoredEvent decode(byte[] entry) {
    int end = 0;
    while (end < entry.length && entry[end] != '\n') {
      end++;
    }
    if (end == entry.length) {
      throw new IllegalArgumentException("The entry has no header line");
    }
    byte[] body = Arrays.copyOfRange(entry, end + 1, entry.length);
    try (JsonParser header = JSON.createParser(entry, 0, end)) {
      return stored(header, body);
    } catch (JsonProcessingException | NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("The entry's header is not JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds no tree, because every event is read here. */
  private static StoredEvent stored(JsonParser header, byte[] body) throws IOException {
    String id = "";
    String type = "";
    long at = 0;
    int replays = 0;
    String letter = null;
    boolean forced = false;
    ObjectNode context = null;
    ObjectNode integrations = null;
    String sent = null;
    EntryPoint door = EntryPoint.TRACKING;
    if (header.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("The entry's header is no JSON object");
    }
    for (String name = header.nextFieldName(); name != null; name = header.nextFieldName()) {
      header.nextToken();
      switch (name) {
        case "at" -> at = header.getLongValue();
        case "id" -> id = header.getText();
        case "type" -> type = header.getText();
        case "replays" -> replays = header.getIntValue();
        case "letter" -> letter = header.getText();
        case "forced" -> forced = header.getBooleanValue();
        case "context" -> context = objectOf(header);
        case "integrations" -> integrations = objectOf(header);
        case "sent" -> sent = header.getText();
        case "door" ->
            door =
                header.getText().equals(EntryWriter.WEBHOOK)
                    ? EntryPoint.WEBHOOK
                    : EntryPoint.TRACKING;
        default -> header.skipChildren();
      }
    }
    EventType known = EventType.of(type).orElse(null);
    if (known == null) {
      throw new IllegalArgumentException("Unknown event type " + type);
    }
    return new StoredEvent(
        id,
        known,
        door,
        Instant.ofEpochMilli(at),
        replays,
        letter,
        forced,
        context,
        integrations,
        sent,
        body);
  }

  private static @Nullable ObjectNode objectOf(JsonParser header) throws IOException {
    JsonNode tree = MEMBERS.readTree(header);
    return tree instanceof ObjectNode object ? object : null;
  }

  /**
   * The event in {@code stored}, with the batch's {@code context} and {@code integrations} merged
   * in.
   */
  public static DecodeResult read(StoredEvent stored) {
    JsonNode tree;
    try {
      tree = JSON.readTree(stored.body());
    } catch (JsonProcessingException e) {
      return new Undecodable("The event is not valid JSON: " + EventJson.problem(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!(tree instanceof ObjectNode body)) {
      return new Undecodable("The event is not a JSON object");
    }
    for (String id : IDS) {
      normalizeId(body, id, stored.body());
    }
    String userId = text(body, "userId");
    if (userId == null) {
      // ingest queues such an event only where its source delivers anonymous users
      userId = text(body, "anonymousId");
    }
    if (userId == null) {
      return new Undecodable("userId or anonymousId is required");
    }
    EventTime time = EventTime.of(body, stored.batchSentAt(), stored.receivedAt());
    body.put("userId", userId);
    complete(body, stored, time.time());
    var common =
        new Common(
            stored.messageId(),
            stored.door(),
            userId,
            time.time(),
            time.unreadable(),
            stored.receivedAt(),
            object(body, "context"),
            object(body, "integrations"),
            body);
    return switch (stored.type()) {
      case IDENTIFY -> new Decoded(new SegmentEvent.Identify(common, object(body, "traits")));
      case TRACK -> {
        String event = text(body, "event");
        yield event == null
            ? new Undecodable("event, the name of what happened, is required in a track call")
            : new Decoded(new SegmentEvent.Track(common, event, object(body, "properties")));
      }
      case GROUP -> {
        String groupId = text(body, "groupId");
        yield groupId == null
            ? new Undecodable("groupId is required in a group call")
            : new Decoded(new SegmentEvent.Group(common, groupId, object(body, "traits")));
      }
      case PAGE ->
          new Decoded(
              new SegmentEvent.Page(common, text(body, "name"), object(body, "properties")));
      case SCREEN ->
          new Decoded(
              new SegmentEvent.Screen(common, text(body, "name"), object(body, "properties")));
      case ALIAS -> {
        String previousId = text(body, "previousId");
        yield previousId == null
            ? new Undecodable("previousId is required in an alias call")
            : new Decoded(new SegmentEvent.Alias(common, previousId));
      }
      case DELETE -> new Decoded(new SegmentEvent.Delete(common));
    };
  }

  /**
   * What is wrong with a JSON text, in words for its sender.
   *
   * @param e as thrown by {@link #JSON}
   */
  public static String problem(JsonProcessingException e) {
    return EventJson.problem(e);
  }

  /** Gives the id the form of the ordering key; removes an id of blanks only. */
  private static void normalizeId(ObjectNode body, String name, byte[] bytes) {
    JsonNode value = body.get(name);
    if (value == null) {
      return;
    }
    if (value.isIntegralNumber()) {
      body.put(name, written(bytes, name));
    } else if (value.isTextual()) {
      String id = Ids.trim(value.textValue());
      if (id.isEmpty()) {
        body.remove(name);
      } else if (id.length() < value.textValue().length()) {
        body.put(name, id);
      }
    }
  }

  /** The integer {@code name} as it is written: a tree has 0 for -0. */
  private static String written(byte[] bytes, String name) {
    try (JsonParser parser = JSON.createParser(bytes)) {
      String text = "";
      parser.nextToken();
      for (String member = parser.nextFieldName();
          member != null;
          member = parser.nextFieldName()) {
        parser.nextToken();
        if (member.equals(name)) {
          text = parser.getText();
        }
        parser.skipChildren();
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // readTree has just read the same bytes
    }
  }

  /** Adds what Segment's own webhooks contain: the members of the batch, and the times. */
  private static void complete(ObjectNode body, StoredEvent stored, Instant timestamp) {
    body.put("type", stored.type().wireName());
    body.put("messageId", stored.messageId());
    if (stored.batchContext() != null) {
      body.set("context", merged(stored.batchContext(), object(body, "context")));
    }
    if (stored.batchIntegrations() != null) {
      body.set("integrations", merged(stored.batchIntegrations(), object(body, "integrations")));
    }
    if (stored.batchSentAt() != null && !body.hasNonNull("sentAt")) {
      body.put("sentAt", stored.batchSentAt());
    }
    if (body.hasNonNull("timestamp") && !body.hasNonNull("originalTimestamp")) {
      body.set("originalTimestamp", body.get("timestamp"));
    }
    body.put("timestamp", timestamp.toString());
    if (!body.hasNonNull("receivedAt")) {
      body.put("receivedAt", stored.receivedAt().toString());
    }
  }

  /**
   * A copy of {@code outer} in which members of {@code inner} replace others and objects are
   * merged, as Segment does with the {@code context} of a batch and of an event.
   */
  static ObjectNode merged(@Nullable ObjectNode outer, ObjectNode inner) {
    if (outer == null) {
      return inner;
    }
    ObjectNode merged = outer.deepCopy();
    for (var member : inner.properties()) {
      JsonNode value =
          merged.get(member.getKey()) instanceof ObjectNode from
                  && member.getValue() instanceof ObjectNode over
              ? merged(from, over)
              : member.getValue();
      merged.set(member.getKey(), value);
    }
    return merged;
  }

  private static @Nullable String text(ObjectNode body, String name) {
    JsonNode value = body.get(name);
    return value != null && value.isTextual() && !value.textValue().isBlank()
        ? value.textValue()
        : null;
  }

  private static ObjectNode object(ObjectNode body, String name) {
    return body.get(name) instanceof ObjectNode object ? object : JSON.createObjectNode();
  }
}
