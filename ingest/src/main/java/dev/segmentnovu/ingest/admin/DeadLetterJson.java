package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.DeadLetters.Page;
import dev.segmentnovu.queue.DeadLetters.Whole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows dead letters as JSON. */
final class DeadLetterJson {

  private DeadLetterJson() {}

  static ObjectNode page(Page page) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    page.items().forEach(letter -> items.add(item(letter)));
    json.put("next", page.next());
    json.put("total", page.total());
    return json;
  }

  /** A letter as a list shows it. */
  static ObjectNode item(DeadLetter letter) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("id", letter.id());
    json.put("previousId", letter.previousId());
    json.put("source", letter.source());
    json.put("userId", letter.userId());
    json.put("messageId", letter.messageId());
    json.put("type", letter.type());
    json.put("event", letter.event());
    json.put("reason", letter.reason());
    json.put("message", letter.message());
    json.put("status", letter.status());
    json.put("attempts", letter.attempts());
    json.put("firstAttemptAt", text(letter.firstAttemptAt()));
    json.put("deadAt", text(letter.deadAt()));
    json.put("replays", letter.replays());
    return json;
  }

  /**
   * A letter in full. What was received is shown to the byte where it is JSON, so that no number
   * changes its looks, and as text where it is not.
   */
  static ObjectNode whole(Whole whole) {
    ObjectNode json = item(whole.deadLetter());
    StoredEvent stored = stored(whole.entry()).orElse(null);
    json.put("receivedAt", stored == null ? null : text(stored.receivedAt()));
    if (stored != null) {
      json.put("door", stored.door().name().toLowerCase(Locale.ROOT));
    }
    if (stored != null && stored.batchContext() != null) {
      json.set("batchContext", stored.batchContext());
    }
    if (stored != null && stored.batchIntegrations() != null) {
      json.set("batchIntegrations", stored.batchIntegrations());
    }
    putReceived(json, stored == null ? whole.entry() : stored.body());
    ObjectNode details = whole.deadLetter().details();
    json.set("request", orNull(details.get("request")));
    json.set("response", orNull(details.get("response")));
    json.set(
        "history", details.get("history") instanceof ArrayNode history ? history : emptyArray());
    if (details.hasNonNull("notAfter")) {
      json.set("notAfter", details.get("notAfter"));
    }
    return json;
  }

  /** The event in an entry; empty if this version cannot read it. */
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
        json.putRawValue("received", new RawValue(text));
      }
    } catch (IOException e) {
      json.put("received", text);
    }
  }

  private static JsonNode orNull(@Nullable JsonNode node) {
    return node == null ? EventCodec.JSON.nullNode() : node;
  }

  private static ArrayNode emptyArray() {
    return EventCodec.JSON.createArrayNode();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
