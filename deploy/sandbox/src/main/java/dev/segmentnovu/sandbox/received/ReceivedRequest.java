package dev.segmentnovu.sandbox.received;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that the sandbox received. The list contains it from its arrival on, so that two
 * requests in flight are visible.
 *
 * @param sequence counts from 1
 * @param subscriberId whom it concerns, or null if it names nobody or several
 * @param triggers one for a trigger, one for each item of a batch of triggers, else none
 * @param idempotencyKey the header, or null
 * @param body as sent
 * @param response null until a response was sent; a scripted hang or reset never has one
 */
public record ReceivedRequest(
    long sequence,
    Instant receivedAt,
    String method,
    String path,
    @Nullable String subscriberId,
    List<Trigger> triggers,
    @Nullable String idempotencyKey,
    byte[] body,
    @Nullable SentResponse response) {

  private static final String TRIGGERS = "/v1/events/trigger/bulk";
  private static final String SUBSCRIBERS = "/v1/subscribers/bulk";

  /**
   * A request to run a workflow.
   *
   * @param workflow null if the request names none
   * @param subscriberId null if the recipient is not one subscriber
   * @param transactionId null if the request has none
   */
  public record Trigger(
      @Nullable String workflow, @Nullable String subscriberId, @Nullable String transactionId) {

    static Trigger of(JsonNode event) {
      return new Trigger(
          event.path("name").textValue(),
          recipient(event.path("to")),
          event.path("transactionId").textValue());
    }

    private static @Nullable String recipient(JsonNode to) {
      JsonNode one = to.isArray() && to.size() == 1 ? to.get(0) : to;
      return one.isTextual() ? one.textValue() : one.path("subscriberId").textValue();
    }
  }

  /**
   * The response that was sent.
   *
   * @param status of HTTP
   * @param results Novu's {@code status} of each trigger in order, if the response is a success
   * @param reaches whom each trigger reaches, in order; empty if a fault replaced the effect
   */
  public record SentResponse(Instant at, int status, List<String> results, List<Reach> reaches) {

    private SentResponse part(int index) {
      return new SentResponse(at, status, only(results, index), only(reaches, index));
    }

    private static <T> List<T> only(List<T> all, int index) {
      return index < all.size() ? List.of(all.get(index)) : List.of();
    }
  }

  /**
   * A request that has just arrived.
   *
   * @param key the id or key in its path, or null
   * @param json its body
   */
  public static ReceivedRequest of(
      long sequence,
      Instant receivedAt,
      String method,
      String path,
      @Nullable String key,
      @Nullable String idempotencyKey,
      byte[] body,
      JsonNode json) {
    List<Trigger> triggers = triggersOf(method, path, json);
    String subscriberId = null;
    if (triggers.size() == 1) {
      subscriberId = triggers.get(0).subscriberId();
    } else if (!path.equals(SUBSCRIBERS)
        && (path.startsWith("/v2/subscribers") || path.startsWith("/v1/subscribers/"))) {
      subscriberId = key != null ? key : json.path("subscriberId").textValue();
    }
    return new ReceivedRequest(
        sequence, receivedAt, method, path, subscriberId, triggers, idempotencyKey, body, null);
  }

  /** Whether it concerns {@code id}, alone or among others. */
  public boolean concerns(String id) {
    return id.equals(subscriberId)
        || triggers.stream().anyMatch(trigger -> id.equals(trigger.subscriberId()))
        || (path.equals(SUBSCRIBERS)
            && parts().stream().anyMatch(part -> id.equals(part.subscriberId())));
  }

  /**
   * Whether each of its triggers was processed and reaches somebody. False without a response, and
   * without a trigger.
   */
  public boolean reachesAll() {
    return response != null
        && !response.reaches().isEmpty()
        && response.reaches().stream().allMatch(reach -> reach.subscribers() > 0);
  }

  /** Whether it is a batch. */
  public boolean isBatch() {
    return path.equals(TRIGGERS) || path.equals(SUBSCRIBERS);
  }

  /** A batch as one call for each item; any other request unchanged. */
  public List<ReceivedRequest> parts() {
    return isBatch() ? parts(path.equals(TRIGGERS) ? "events" : "subscribers") : List.of(this);
  }

  private List<ReceivedRequest> parts(String list) {
    try {
      List<ReceivedRequest> parts = new ArrayList<>();
      for (JsonNode item : EventCodec.JSON.readTree(body).path(list)) {
        Trigger trigger = path.equals(TRIGGERS) ? triggers.get(parts.size()) : null;
        parts.add(
            new ReceivedRequest(
                sequence,
                receivedAt,
                method,
                path,
                trigger == null ? item.path("subscriberId").textValue() : trigger.subscriberId(),
                trigger == null ? List.of() : List.of(trigger),
                idempotencyKey,
                EventCodec.JSON.writeValueAsBytes(item),
                response == null ? null : response.part(parts.size())));
      }
      return parts;
    } catch (IOException e) {
      return List.of(); // Novu rejected it, so it is none
    }
  }

  public ReceivedRequest with(SentResponse response) {
    return new ReceivedRequest(
        sequence, receivedAt, method, path, subscriberId, triggers, idempotencyKey, body, response);
  }

  /** The triggers that {@code body} requests at {@code path}. */
  static List<Trigger> triggersOf(String method, String path, JsonNode body) {
    List<Trigger> triggers = new ArrayList<>();
    if (method.equals("POST") && path.equals("/v1/events/trigger")) {
      triggers.add(Trigger.of(body));
    } else if (method.equals("POST") && path.equals(TRIGGERS)) {
      body.path("events").forEach(event -> triggers.add(Trigger.of(event)));
    }
    return triggers;
  }
}
