package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.javascript.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Collects the violations in one body, with the messages of Novu's validator. */
final class Rules {
  private final List<String> broken = new ArrayList<>();

  /** The violations, in the order of the checks; empty if there are none. */
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

  /**
   * The fields of a person that subscribers and object recipients have in common. Null is valid in
   * each; "" is no valid e-mail address, locale or time zone.
   */
  Rules profile(ObjectNode body) {
    for (String field : List.of("firstName", "lastName", "phone", "avatar")) {
      optionalText(body, field);
    }
    return optionalObject(body, "data")
        .optional(body, "email", Formats::isEmail, "email must be an email")
        .optional(body, "locale", Formats::isLocale, "locale must be locale")
        .optional(body, "timezone", Formats::isTimeZone, "timezone must be a valid IANA time-zone");
  }

  /** The violations in an object inside the body, in the member {@code field}. */
  Rules within(String field, Rules inner) {
    inner.broken().forEach(message -> broken.add(field + "." + message));
    return this;
  }

  private Rules optional(ObjectNode body, String field, Predicate<String> format, String message) {
    JsonNode value = body.path(field);
    return check(
        absent(body, field) || (value.isTextual() && format.test(value.textValue())), message);
  }

  private static boolean absent(ObjectNode body, String field) {
    JsonNode value = body.get(field);
    return value == null || value.isNull();
  }
}
