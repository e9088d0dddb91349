package dev.segmentnovu.ingest.admin.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.admin.users.Deliveries.Delivery;
import dev.segmentnovu.queue.admin.users.Deliveries.Page;
import java.time.Duration;
import java.util.List;

/** Writes finished events as JSON. */
public final class DeliveryJson {

  private DeliveryJson() {}

  static ObjectNode page(Page page) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.set("items", items(page.items()));
    json.put("next", page.next());
    json.put("knownSince", JsonTime.text(page.knownSince()));
    return json;
  }

  /** Finished events as items of a list. */
  public static ArrayNode items(List<Delivery> deliveries) {
    ArrayNode items = EventCodec.JSON.createArrayNode();
    deliveries.forEach(each -> items.add(item(each)));
    return items;
  }

  /** A finished event as an item of a list. */
  public static ObjectNode item(Delivery delivery) {
    FinishedEvent event = delivery.event();
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("at", JsonTime.text(delivery.at()));
    json.put("source", delivery.source());
    json.put("userId", event.userId().isEmpty() ? null : event.userId());
    json.put("messageId", event.messageId());
    json.put("type", event.type());
    json.put("event", event.event());
    json.put("outcome", event.outcome().wireName());
    json.put("reason", event.reason());
    json.put("workflow", event.workflow());
    json.put("method", event.method());
    json.put("path", event.path());
    json.put("status", event.status());
    json.put("transactionId", event.transactionId());
    json.put("attempts", event.attempts());
    json.put(
        "tookMillis", Math.max(0, Duration.between(event.receivedAt(), delivery.at()).toMillis()));
    return json;
  }
}
