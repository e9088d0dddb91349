package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.DeadLetters.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an operator wants a letter put back.
 *
 * @param position where in its user's list
 * @param event what to put in the event's place, or null for the event as received
 * @param force whether it is sent even where a rule's {@code maxAge} has ended
 */
record ReplayRequest(Position position, @Nullable ObjectNode event, boolean force) {

  /** Reads a body; an empty one asks for the tail, unedited. */
  static ParseResult<ReplayRequest> parse(byte[] body) {
    JsonNode tree;
    try {
      tree = body.length == 0 ? EventCodec.JSON.createObjectNode() : EventCodec.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return new ParseResult.Invalid<>("body", "is not valid JSON: " + EventCodec.problem(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from memory: only the JSON can be wrong
    }
    if (!(tree instanceof ObjectNode members)) {
      return new ParseResult.Invalid<>("body", "must be a JSON object, or empty");
    }
    List<RequestError> mistakes = new ArrayList<>();
    Position position = Position.TAIL;
    ObjectNode event = null;
    boolean force = false;
    for (var member : members.properties()) {
      JsonNode value = member.getValue();
      switch (member.getKey()) {
        case "position" -> {
          if ("head".equals(value.textValue())) {
            position = Position.HEAD;
          } else if (!"tail".equals(value.textValue())) {
            mistakes.add(new RequestError("position", "must be \"tail\" or \"head\""));
          }
        }
        case "event" -> {
          if (value instanceof ObjectNode edited) {
            event = edited;
          } else {
            mistakes.add(
                new RequestError(
                    "event",
                    "must be the whole event, a JSON object; leave it out to edit nothing"));
          }
        }
        case "force" -> {
          if (value.isBoolean()) {
            force = value.booleanValue();
          } else {
            mistakes.add(new RequestError("force", "must be true or false"));
          }
        }
        default ->
            mistakes.add(
                new RequestError(
                    member.getKey(), "is not a member of a replay: position, event and force are"));
      }
    }
    return mistakes.isEmpty()
        ? new ParseResult.Valid<>(new ReplayRequest(position, event, force))
        : new ParseResult.Invalid<>(mistakes);
  }

  /**
   * The entry to put back.
   *
   * @param stored the event as it stood in the queue
   * @param letter of the event; it goes back to the list of the letter's user, and an edit may not
   *     change that user, for that would break the order of two
   * @return invalid where an edited event is one the worker could not read, or is another user's
   */
  ParseResult<byte[]> entry(StoredEvent stored, DeadLetter letter) {
    if (event == null) {
      return new ParseResult.Valid<>(
          EventCodec.encode(stored.replayed(stored.body(), letter.id(), force)));
    }
    String type = stored.type().wireName();
    if (event.has("type") && !type.equals(event.get("type").textValue())) {
      return new ParseResult.Invalid<>("event.type", "must stay \"" + type + "\"");
    }
    byte[] bytes = bytes(event);
    Refusal refusal = refusal(bytes, stored.type());
    if (refusal != null) {
      return new ParseResult.Invalid<>("event", refusal.message());
    }
    StoredEvent edited = stored.replayed(bytes, letter.id(), force);
    DecodeResult read = EventCodec.read(edited);
    if (read instanceof DecodeResult.Undecodable undecodable) {
      return new ParseResult.Invalid<>("event", undecodable.reason());
    }
    if (read instanceof DecodeResult.Decoded decoded
        && !decoded.event().userId().equals(letter.userId())) {
      return new ParseResult.Invalid<>(
          "event.userId", "must stay what it is: the event goes back into that user's list");
    }
    return new ParseResult.Valid<>(EventCodec.encode(edited));
  }

  /** Why ingest would refuse the event; null if it would not. The route bounds its size. */
  private static @Nullable Refusal refusal(byte[] bytes, EventType type) {
    BodyScanner.Result result = BodyScanner.scan(bytes, 1);
    if (result instanceof BodyScanner.Result.Malformed malformed) {
      return malformed.refusal();
    }
    ScannedBody body = ((BodyScanner.Result.Scanned) result).body();
    if (body.shape() != Shape.SINGLE) {
      return Refusal.badRequest("must be one event, not a batch");
    }
    return EventRules.check(body.events().get(0), type, Integer.MAX_VALUE)
            instanceof EventRules.Result.Invalid invalid
        ? invalid.refusal()
        : null;
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return EventCodec.JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree that was just read: cannot fail
    }
  }
}
