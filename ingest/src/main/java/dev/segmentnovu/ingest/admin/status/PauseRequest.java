package dev.segmentnovu.ingest.admin.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.PersonalData;
import dev.segmentnovu.ingest.admin.http.RequestError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an operator pauses a source.
 *
 * @param reason why, with a mask over addresses and phone numbers; null if the operator does not
 *     say
 */
record PauseRequest(@Nullable String reason) {

  /** The longest reason, in characters: each process reads it each second. */
  static final int REASON_CHARS = 200;

  /** Parses a request body, which may be empty. */
  static ParseResult<PauseRequest> parse(byte[] body) {
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
    String reason = null;
    for (var member : members.properties()) {
      JsonNode value = member.getValue();
      if (!member.getKey().equals("reason")) {
        mistakes.add(
            new RequestError(member.getKey(), "is not a member of a pause: only reason is"));
      } else if (value.isTextual() && value.textValue().length() <= REASON_CHARS) {
        // each process and every viewer sees it
        reason = value.textValue().isBlank() ? null : PersonalData.mask(value.textValue().strip());
      } else if (!value.isNull()) {
        mistakes.add(
            new RequestError(
                "reason", "must be a text of at most " + REASON_CHARS + " characters"));
      }
    }
    return mistakes.isEmpty()
        ? new ParseResult.Valid<>(new PauseRequest(reason))
        : new ParseResult.Invalid<>(mistakes);
  }
}
