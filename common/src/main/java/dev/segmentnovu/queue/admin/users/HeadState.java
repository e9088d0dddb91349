package dev.segmentnovu.queue.admin.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.event.EventCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of the retry state of a user's head. Workers write the state; this class knows
 * only the members that people read.
 *
 * @param attempts attempts that got a definite response
 * @param firstAttemptAt when the first attempt started; null if there was none
 * @param lastError what the last failed attempt brought, in words; null if none failed
 * @param lastStatus the HTTP status of the last failed attempt; null if there was no response
 * @param history the latest attempts, oldest first, as a dead letter shows them
 */
public record HeadState(
    int attempts,
    @Nullable Instant firstAttemptAt,
    @Nullable String lastError,
    @Nullable Integer lastStatus,
    ArrayNode history) {

  /** Reads the text of a retry state; a head without attempts if it is empty or cannot be read. */
  public static HeadState read(String retryState) {
    JsonNode json;
    try {
      json = EventCodec.JSON.readTree(retryState);
    } catch (JsonProcessingException e) {
      json = EventCodec.JSON.createObjectNode();
    }
    ArrayNode history =
        json.get("history") instanceof ArrayNode array ? array : EventCodec.JSON.createArrayNode();
    JsonNode last = history.isEmpty() ? null : history.get(history.size() - 1);
    return new HeadState(
        json.path("attempts").asInt(),
        json.hasNonNull("first") ? Instant.ofEpochMilli(json.get("first").asLong()) : null,
        last == null ? null : last.path("message").textValue(),
        last == null || !last.hasNonNull("status") ? null : (Integer) last.get("status").asInt(),
        history);
  }
}
