package dev.segmentnovu.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.DecodeResult.Decoded;
import dev.segmentnovu.event.DecodeResult.Undecodable;
import dev.segmentnovu.event.SegmentEvent.Common;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the client's bytes of a stored event: checks what its type requires, and adds what
 * Segment's own webhooks contain.
 */
final class EventReader {

  private static final List<String> IDS = List.of("userId", "anonymousId", "groupId", "previousId");

  private EventReader() {}

  /** See {@link EventCodec#read}. */
  static DecodeResult read(StoredEvent stored) {
    JsonNode tree;
    try {
      tree = EventCodec.JSON.readTree(stored.body());
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
    String userId = id(body, "userId");
    if (userId == null) {
      // ingest queues such an event only where its source delivers anonymous users
      userId = id(body, "anonymousId");
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
    return typed(stored.type(), common, body);
  }

  private static DecodeResult typed(EventType type, Common common, ObjectNode body) {
    return switch (type) {
      case IDENTIFY -> new Decoded(new SegmentEvent.Identify(common, object(body, "traits")));
      case TRACK -> {
        String event = text(body, "event");
        yield event == null
            ? new Undecodable("event, the name of what happened, is required in a track call")
            : new Decoded(new SegmentEvent.Track(common, event, object(body, "properties")));
      }
      case GROUP -> {
        String groupId = id(body, "groupId");
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
        String previousId = id(body, "previousId");
        yield previousId == null
            ? new Undecodable("previousId is required in an alias call")
            : new Decoded(new SegmentEvent.Alias(common, previousId));
      }
      case DELETE -> new Decoded(new SegmentEvent.Delete(common));
    };
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
    try (JsonParser parser = EventCodec.JSON.createParser(bytes)) {
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
    addBatch(body, stored);
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

  private static void addBatch(ObjectNode body, StoredEvent stored) {
    if (stored.batchContext() != null) {
      body.set("context", merged(stored.batchContext(), object(body, "context")));
    }
    if (stored.batchIntegrations() != null) {
      body.set("integrations", merged(stored.batchIntegrations(), object(body, "integrations")));
    }
  }

  static Optional<ObjectNode> withBatch(StoredEvent stored) {
    try {
      if (EventCodec.JSON.readTree(stored.body()) instanceof ObjectNode body) {
        addBatch(body, stored);
        return Optional.of(body);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
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

  /** An id in its normal form. Java's {@code isBlank} takes more characters for blanks than it. */
  private static @Nullable String id(ObjectNode body, String name) {
    JsonNode value = body.get(name);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  private static @Nullable String text(ObjectNode body, String name) {
    JsonNode value = body.get(name);
    return value != null && value.isTextual() && !value.textValue().isBlank()
        ? value.textValue()
        : null;
  }

  private static ObjectNode object(ObjectNode body, String name) {
    return body.get(name) instanceof ObjectNode object
        ? object
        : EventCodec.JSON.createObjectNode();
  }
}
