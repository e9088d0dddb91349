package dev.segmentnovu.ingest.admin.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.RequestError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which event to try.
 *
 * @param source a configured source
 * @param door the entry point that it would come through
 * @param event the event
 */
record TrialRequest(String source, EntryPoint door, ObjectNode event) {

  private static final List<String> MEMBERS = List.of("source", "door", "event");

  /**
   * Parses a request body.
   *
   * @param sources the names of the configured sources
   */
  static ParseResult<TrialRequest> parse(byte[] body, List<String> sources) {
    JsonNode tree;
    try {
      tree = EventCodec.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return new ParseResult.Invalid<>("body", "is not valid JSON: " + EventCodec.problem(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reads from memory, so only the JSON can be wrong
    }
    if (!(tree instanceof ObjectNode members)) {
      return new ParseResult.Invalid<>("body", "must be a JSON object with a source and an event");
    }
    List<RequestError> mistakes = new ArrayList<>();
    for (var member : members.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        mistakes.add(
            new RequestError(
                member.getKey(), "is unknown here; there is " + String.join(", ", MEMBERS)));
      }
    }
    String source = source(members, sources, mistakes);
    EntryPoint door = door(members, mistakes);
    if (!(members.get("event") instanceof ObjectNode event)) {
      mistakes.add(new RequestError("event", "must be a JSON object: one event"));
      return new ParseResult.Invalid<>(mistakes);
    }
    return mistakes.isEmpty()
        ? new ParseResult.Valid<>(new TrialRequest(source, door, event))
        : new ParseResult.Invalid<>(mistakes);
  }

  private static String source(
      ObjectNode members, List<String> sources, List<RequestError> mistakes) {
    JsonNode source = members.path("source");
    if (source.isMissingNode() && sources.size() == 1) {
      return sources.get(0);
    }
    if (!sources.contains(source.textValue())) {
      mistakes.add(new RequestError("source", "must be one of " + String.join(", ", sources)));
    }
    return source.asText();
  }

  private static EntryPoint door(ObjectNode members, List<RequestError> mistakes) {
    JsonNode door = members.path("door");
    for (EntryPoint each : EntryPoint.values()) {
      if (name(each).equals(door.textValue())) {
        return each;
      }
    }
    if (!door.isMissingNode()) {
      mistakes.add(new RequestError("door", "must be \"webhook\" or \"tracking\""));
    }
    return EntryPoint.WEBHOOK;
  }

  /** The name of an entry point in requests and answers. */
  static String name(EntryPoint door) {
    return door.name().toLowerCase(Locale.ROOT);
  }
}
