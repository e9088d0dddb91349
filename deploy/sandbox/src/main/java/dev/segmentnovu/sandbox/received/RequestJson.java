package dev.segmentnovu.sandbox.received;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.received.ReceivedRequest.SentResponse;
import dev.segmentnovu.sandbox.received.ReceivedRequest.Trigger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes received requests as {@code GET /sandbox/requests} lists them. */
public final class RequestJson {

  private RequestJson() {}

  public static ObjectNode write(ReceivedRequest request) {
    SentResponse response = request.response();
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("sequence", request.sequence());
    json.put("receivedAt", request.receivedAt().toString());
    json.put("answeredAt", response == null ? null : response.at().toString());
    json.put("method", request.method());
    json.put("path", request.path());
    json.put("subscriberId", request.subscriberId());
    Trigger only = request.triggers().size() == 1 ? request.triggers().get(0) : null;
    json.put("workflow", only == null ? null : only.workflow());
    json.put("transactionId", only == null ? null : only.transactionId());
    json.put("idempotencyKey", request.idempotencyKey());
    json.put("status", response == null ? null : response.status());
    ArrayNode triggers = json.putArray("triggers");
    for (int i = 0; i < request.triggers().size(); i++) {
      Trigger trigger = request.triggers().get(i);
      ObjectNode item =
          triggers
              .addObject()
              .put("workflow", trigger.workflow())
              .put("subscriberId", trigger.subscriberId())
              .put("transactionId", trigger.transactionId())
              .put("status", result(response, i));
      if (response != null && i < response.reaches().size()) {
        Reach reach = response.reaches().get(i);
        item.put("reaches", reach.subscribers());
        reach.dropped().forEach(item.putArray("dropped")::add);
      }
    }
    json.set("body", body(request.body()));
    return json;
  }

  /** Novu's status for one trigger, or null if there was none. */
  static @Nullable String result(@Nullable SentResponse response, int trigger) {
    List<String> results = response == null ? List.of() : response.results();
    return trigger < results.size() ? results.get(trigger) : null;
  }

  /** The body as JSON; as a text if it is not JSON. */
  static @Nullable JsonNode body(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    try {
      return EventCodec.JSON.readTree(bytes);
    } catch (IOException e) {
      return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
    }
  }
}
