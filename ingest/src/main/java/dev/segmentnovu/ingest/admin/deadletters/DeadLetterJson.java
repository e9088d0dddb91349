package dev.segmentnovu.ingest.admin.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Facets;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.admin.DeadLetters.ValueCount;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes dead letters as JSON. */
public final class DeadLetterJson {

  private DeadLetterJson() {}

  static ObjectNode page(Page page) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    page.items().forEach(each -> items.add(item(each)));
    json.put("next", page.next());
    json.put("total", page.total());
    return json;
  }

  static ObjectNode facets(Facets facets) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("total", facets.total());
    Map<String, Facet> byName = new LinkedHashMap<>();
    byName.put("reason", facets.reason());
    byName.put("workflow", facets.workflow());
    byName.put("status", facets.status());
    byName.put("event", facets.event());
    byName.forEach((name, facet) -> json.set(name, values(name, facet)));
    ObjectNode other = json.putObject("other");
    byName.forEach((name, facet) -> other.put(name, facet.other()));
    return json;
  }

  private static ArrayNode values(String name, Facet facet) {
    ArrayNode values = EventCodec.JSON.createArrayNode();
    for (ValueCount each : facet.values()) {
      ObjectNode one = values.addObject();
      String value = each.value();
      if (value != null && name.equals("status")) {
        one.put("value", Integer.parseInt(value));
      } else {
        one.put("value", value);
      }
      one.put("count", each.count());
    }
    return values;
  }

  /** A dead letter as an item of a list. */
  public static ObjectNode item(DeadLetter deadLetter) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("id", deadLetter.id());
    json.put("previousId", deadLetter.previousId());
    json.put("source", deadLetter.source());
    json.put("userId", deadLetter.userId());
    json.put("messageId", deadLetter.messageId());
    json.put("type", deadLetter.type());
    json.put("event", deadLetter.event());
    json.put("workflow", deadLetter.workflow());
    json.put("reason", deadLetter.reason());
    json.put("message", deadLetter.message());
    json.put("status", deadLetter.status());
    json.put("attempts", deadLetter.attempts());
    json.put("firstAttemptAt", JsonTime.text(deadLetter.firstAttemptAt()));
    json.put("deadAt", JsonTime.text(deadLetter.deadAt()));
    json.put("replays", deadLetter.replays());
    return json;
  }

  /**
   * A dead letter in full. The received event is copied byte by byte if it is JSON, so that numbers
   * keep their notation; otherwise it is a JSON string.
   */
  public static ObjectNode full(Whole deadLetter) {
    ObjectNode json = item(deadLetter.deadLetter());
    StoredEvent stored = stored(deadLetter.entry()).orElse(null);
    json.put("receivedAt", stored == null ? null : JsonTime.text(stored.receivedAt()));
    if (stored != null) {
      json.put("door", stored.door().name().toLowerCase(Locale.ROOT));
    }
    if (stored != null && stored.batchContext() != null) {
      json.set("batchContext", stored.batchContext());
    }
    if (stored != null && stored.batchIntegrations() != null) {
      json.set("batchIntegrations", stored.batchIntegrations());
    }
    putReceived(json, stored == null ? deadLetter.entry() : stored.body());
    ObjectNode details = deadLetter.deadLetter().details();
    json.set("request", orNull(details.get("request")));
    json.set("response", orNull(details.get("response")));
    json.set(
        "history", details.get("history") instanceof ArrayNode history ? history : emptyArray());
    if (details.hasNonNull("steps")) {
      json.set("steps", details.get("steps"));
    }
    if (details.hasNonNull("notAfter")) {
      json.set("notAfter", details.get("notAfter"));
    }
    return json;
  }

  /** The event of an entry; empty if this version of the relay cannot decode it. */
  static Optional<StoredEvent> stored(byte[] entry) {
    try {
      return Optional.of(EventCodec.decode(entry));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void putReceived(ObjectNode json, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      if (EventCodec.JSON.readTree(body).isMissingNode()) {
        json.put("received", text);
      } else {
        json.putRawValue("received", new RawValue(onOneLine(text)));
      }
    } catch (IOException e) {
      json.put("received", text);
    }
  }

  /**
   * An export has one dead letter per line, and some senders break the lines of an event. In JSON,
   * line breaks stand between values only: texts have them escaped.
   */
  private static String onOneLine(String json) {
    return json.replace('\n', ' ').replace('\r', ' ');
  }

  private static JsonNode orNull(@Nullable JsonNode node) {
    return node == null ? EventCodec.JSON.nullNode() : node;
  }

  private static ArrayNode emptyArray() {
    return EventCodec.JSON.createArrayNode();
  }
}
