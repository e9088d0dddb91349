package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Gathers what is wrong with one body, in the words of Novu's validator. */
final class Rules {
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");

  private final List<String> broken = new ArrayList<>();

  /** What was found, in the order of the checks; empty if all is well. */
  List<String> broken() {
    return broken;
  }

  Rules check(boolean holds, String message) {
    if (!holds) {
      broken.add(message);
    }
    return this;
  }

  Rules requiredText(ObjectNode body, String field) {
    JsonNode value = body.path(field);
    return check(value.isTextual(), field + " must be a string")
        .check(!value.isTextual() || !value.textValue().isBlank(), field + " should not be empty");
  }

  Rules optionalText(ObjectNode body, String field) {
    return check(absent(body, field) || body.get(field).isTextual(), field + " must be a string");
  }

  Rules optionalObject(ObjectNode body, String field) {
    return check(absent(body, field) || body.get(field).isObject(), field + " must be an object");
  }

  Rules optionalTextOrObject(ObjectNode body, String field) {
    JsonNode value = body.path(field);
    return check(
        absent(body, field) || value.isTextual() || value.isObject(),
        field + " must be a string or an object");
  }

  /** The fields of a person that subscribers and object recipients share. */
  Rules profile(ObjectNode body) {
    for (String field : List.of("firstName", "lastName", "phone", "avatar", "locale")) {
      optionalText(body, field);
    }
    optionalObject(body, "data");
    return check(
            absent(body, "email") || EMAIL.matcher(body.get("email").asText()).matches(),
            "email must be an email")
        .check(
            absent(body, "timezone") || isZone(body.get("timezone")),
            "timezone must be a valid IANA time-zone");
  }

  private static boolean absent(ObjectNode body, String field) {
    JsonNode value = body.get(field);
    return value == null || value.isNull();
  }

  private static boolean isZone(JsonNode value) {
    try {
      return value.isTextual() && !ZoneId.of(value.textValue()).getId().isEmpty();
    } catch (DateTimeException e) {
      return false;
    }
  }
}
