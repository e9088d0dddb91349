package dev.segmentnovu.ingest.admin.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an operator replays a dead letter.
 *
 * @param position where the event goes in its user's list
 * @param event the event that replaces the received one; null to replay the event as received
 * @param force whether to send the event even if a rule's {@code maxAge} has passed
 */
public record ReplayRequest(Position position, @Nullable ObjectNode event, boolean force) {

  /** Parses a request body. An empty body replays the received event to the tail. */
  static ParseResult<ReplayRequest> parse(byte[] body) {
    JsonNode tree;
    try {
      tree = body.length == 0 ? EventCodec.JSON.createObjectNode() : EventCodec.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return new ParseResult.Invalid<>("body", "is not valid JSON: " + EventCodec.problem(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reads from memory, so only the JSON can be wrong
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
   * Builds the event of the replay.
   *
   * @param stored the event of the dead letter's entry
   * @param deadLetter the dead letter; an edit must not change its user, because that would break
   *     the order of two users
   * @return invalid if the worker could not read the edited event, or it is another user's
   */
  public ParseResult<StoredEvent> event(StoredEvent stored, DeadLetter deadLetter) {
    if (event == null) {
      return new ParseResult.Valid<>(stored.replayed(stored.body(), deadLetter.id(), force));
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
    StoredEvent edited = stored.replayed(bytes, deadLetter.id(), force);
    return EventCodec.read(edited)
        .match(
            decoded ->
                decoded.event().userId().equals(deadLetter.userId())
                    ? new ParseResult.Valid<>(edited)
                    : new ParseResult.Invalid<>(
                        "event.userId",
                        "must stay what it is: the event goes back into that user's list"),
            undecodable -> new ParseResult.Invalid<>("event", undecodable.reason()));
  }

  /** Why ingest would refuse the event; null if it would not. The route limits its size. */
  private static @Nullable Refusal refusal(byte[] bytes, EventType type) {
    return BodyScanner.scan(bytes, 1)
        .match(scanned -> refusal(scanned.body(), type), malformed -> malformed.refusal());
  }

  private static @Nullable Refusal refusal(ScannedBody body, EventType type) {
    return body.shape() == Shape.SINGLE
        ? EventRules.check(body.events().get(0), type, Integer.MAX_VALUE)
            .match(valid -> null, invalid -> invalid.refusal())
        : Refusal.badRequest("must be one event, not a batch");
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return EventCodec.JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(
          e); // the relay has just parsed this tree, so writing it cannot fail
    }
  }
}
