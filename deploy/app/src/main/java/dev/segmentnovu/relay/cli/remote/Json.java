package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.terminal.Times;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Reads members of the admin API's answers for people: absent and null ones are empty. Pure. */
public final class Json {

  private Json() {}

  /** A text or number as text; empty if it is absent or null. */
  public static String text(JsonNode node, String member) {
    return node.path(member).isNull() ? "" : node.path(member).asText("");
  }

  /** The same; a dash if it is absent, null or empty. */
  public static String orDash(JsonNode node, String member) {
    String text = text(node, member);
    return text.isEmpty() ? "-" : text;
  }

  /** A whole number with commas; a dash if it is absent or null. */
  public static String count(JsonNode node, String member) {
    return node.path(member).isNumber() ? Times.count(node.path(member).asLong()) : "-";
  }

  /** A length of time; a dash if it is absent or null. */
  public static String span(JsonNode node, String member) {
    return node.path(member).isNumber() ? Times.span(node.path(member).asDouble()) : "-";
  }

  /** The type of an event, with its name if it has one: {@code track "Order Placed"}. */
  public static String event(JsonNode node) {
    String name = text(node, "event");
    return name.isEmpty() ? text(node, "type") : text(node, "type") + " \"" + name + "\"";
  }

  /** The name of a track; the type of any other event. */
  public static String eventName(JsonNode node) {
    String name = text(node, "event");
    return name.isEmpty() ? text(node, "type") : name;
  }

  /** When an item happened: its member {@code at}; long ago if it has none. */
  public static Instant instant(JsonNode item) {
    try {
      return Instant.parse(text(item, "at"));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /** Over several lines, for people. */
  public static String pretty(JsonNode node) {
    try {
      return EventCodec.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree that was read can be written
    }
  }
}
