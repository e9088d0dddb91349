package dev.segmentnovu.sandbox.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.faults.Fault.Act;
import dev.segmentnovu.sandbox.faults.Fault.Match;
import dev.segmentnovu.sandbox.faults.Fault.Scripted;
import dev.segmentnovu.sandbox.faults.Fault.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A fault in the format of the body of {@code POST /sandbox/fail}. An unknown field is rejected.
 */
public final class FaultJson {
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
          "applied",
          "inFront");

  private FaultJson() {}

  public static ObjectNode write(Fault fault) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("method", fault.match().method());
    json.put("path", fault.match().path());
    json.put("subscriberId", fault.match().subscriberId());
    json.put("times", fault.times());
    json.put("act", name(fault.act()));
    json.put("status", fault.scripted().status());
    ObjectNode named = json.putObject("headers");
    fault.scripted().headers().forEach(named::put);
    json.set("body", fault.scripted().body());
    json.put("delayMillis", fault.delay().toMillis());
    json.put("applied", fault.where() == Where.ON_THE_WAY_BACK);
    json.put("inFront", fault.where() == Where.IN_FRONT);
    return json;
  }

  /**
   * Reads a fault. Its defaults are one time, a response, and in Novu.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  public static Fault read(ObjectNode json) {
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
    return new Fault(
        new Match(text(json, "method"), text(json, "path"), text(json, "subscriberId")),
        whole(json, "times", 1),
        act(json),
        where(json),
        Duration.ofMillis(whole(json, "delayMillis", 0)),
        scripted(json));
  }

  private static Scripted scripted(ObjectNode json) {
    Map<String, String> headers = new HashMap<>();
    for (var header : json.path("headers").properties()) {
      headers.put(header.getKey(), header.getValue().asText());
    }
    JsonNode body = json.get("body");
    return new Scripted(
        json.hasNonNull("status") ? Integer.valueOf(whole(json, "status", 0)) : null,
        headers,
        body == null || body.isNull() ? null : body);
  }

  private static Where where(ObjectNode json) {
    boolean applied = json.path("applied").asBoolean();
    boolean inFront = json.path("inFront").asBoolean();
    if (applied && inFront) {
      throw new IllegalArgumentException("what ends in front of Novu cannot be applied by it");
    }
    return applied ? Where.ON_THE_WAY_BACK : inFront ? Where.IN_FRONT : Where.IN_NOVU;
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
      if (name(act).equals(name)) {
        return act;
      }
    }
    List<String> known = Arrays.stream(Act.values()).map(FaultJson::name).toList();
    throw new IllegalArgumentException("act must be one of " + known + ", not " + name);
  }

  private static String name(Act act) {
    return act.name().toLowerCase(Locale.ROOT);
  }
}
