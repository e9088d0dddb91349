package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.relay.sandbox.Fault.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a fault from the body of {@code POST /sandbox/fail}. A field it does not know is refused.
 */
final class FaultJson {
  private static final Set<String> FIELDS =
      Set.of(
          "method",
          "path",
          "subscriberId",
          "times",
          "act",
          "status",
          "headers",
          "body",
          "delayMillis",
          "applied");

  private FaultJson() {}

  /**
   * The fault in {@code json}; one time, and an answer, unless it says otherwise.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Fault read(ObjectNode json) {
    List<String> unknown = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                unknown.add(name);
              }
            });
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown " + unknown + "; known are " + FIELDS);
    }
    Map<String, String> headers = new HashMap<>();
    for (var header : json.path("headers").properties()) {
      headers.put(header.getKey(), header.getValue().asText());
    }
    JsonNode body = json.get("body");
    return new Fault(
        text(json, "method"),
        text(json, "path"),
        text(json, "subscriberId"),
        whole(json, "times", 1),
        act(json),
        json.hasNonNull("status") ? Integer.valueOf(whole(json, "status", 0)) : null,
        headers,
        body == null || body.isNull() ? null : body,
        Duration.ofMillis(whole(json, "delayMillis", 0)),
        json.path("applied").asBoolean());
  }

  private static @Nullable String text(ObjectNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + " must be a string");
    }
    return value.textValue();
  }

  private static int whole(ObjectNode json, String field, int otherwise) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException(field + " must be a whole number");
    }
    return value.intValue();
  }

  private static Act act(ObjectNode json) {
    String name = text(json, "act");
    if (name == null) {
      return Act.ANSWER;
    }
    for (Act act : Act.values()) {
      if (act.name().toLowerCase(Locale.ROOT).equals(name)) {
        return act;
      }
    }
    throw new IllegalArgumentException("act must be answer, hang or reset, not " + name);
  }
}
