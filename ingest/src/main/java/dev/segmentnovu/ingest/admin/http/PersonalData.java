package dev.segmentnovu.ingest.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.telemetry.log.ContactData;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * Masks what looks like an e-mail address or a phone number, so that a list can be looked at, or
 * shared, without the contact data of people. It keeps enough to tell two of them apart at a
 * glance. Pure.
 */
public final class PersonalData {

  /** The members of answers that lead to the next request. */
  private static final Set<String> REFERENCES =
      Set.of("id", "ids", "previousId", "deadLetterId", "sample", "examples", "next", "source");

  /** The members of answers that hold what others sent, in any form. */
  private static final Set<String> FOREIGN =
      Set.of(
          "received",
          "body",
          "batchContext",
          "batchIntegrations",
          "request",
          "response",
          "history",
          "steps",
          "wouldSend");

  private PersonalData() {}

  /** See {@link ContactData#mask}. */
  public static String mask(String text) {
    return ContactData.mask(text);
  }

  /**
   * A copy of an answer in which all texts are masked, but those that a client needs for its next
   * request: ids of the relay, cursors and names of sources. In what senders and Novu sent, numbers
   * and names of members are masked too.
   */
  public static ObjectNode maskedAnswer(ObjectNode json) {
    ObjectNode copy = EventCodec.JSON.createObjectNode();
    json.properties().forEach(each -> copy.set(each.getKey(), maskedMember(each)));
    return copy;
  }

  private static JsonNode maskedMember(Map.Entry<String, JsonNode> member) {
    if (REFERENCES.contains(member.getKey())) {
      return member.getValue();
    }
    return FOREIGN.contains(member.getKey())
        ? masked(member.getValue())
        : maskedOwn(member.getValue());
  }

  private static JsonNode maskedOwn(JsonNode json) {
    if (json instanceof ObjectNode object) {
      return maskedAnswer(object);
    }
    if (json instanceof ArrayNode array) {
      ArrayNode copy = EventCodec.JSON.createArrayNode();
      array.forEach(each -> copy.add(maskedOwn(each)));
      return copy;
    }
    return json.isTextual() ? masked(json) : json;
  }

  /** A copy in which all texts, numbers and names of members are masked. */
  public static JsonNode masked(JsonNode json) {
    if (json instanceof ObjectNode object) {
      ObjectNode copy = EventCodec.JSON.createObjectNode();
      object.properties().forEach(each -> copy.set(mask(each.getKey()), masked(each.getValue())));
      return copy;
    }
    if (json instanceof ArrayNode array) {
      ArrayNode copy = EventCodec.JSON.createArrayNode();
      array.forEach(each -> copy.add(masked(each)));
      return copy;
    }
    if (json instanceof POJONode pojo && pojo.getPojo() instanceof RawValue raw) {
      return masked(read(raw));
    }
    if (json.isTextual() || json.isIntegralNumber()) {
      String text = json.asText();
      String masked = mask(text);
      return masked.equals(text) ? json : new TextNode(masked);
    }
    return json;
  }

  private static JsonNode read(RawValue raw) {
    try {
      return EventCodec.JSON.readTree(String.valueOf(raw.rawValue()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay writes JSON only as a raw value
    }
  }
}
