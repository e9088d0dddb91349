package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to Novu.
 *
 * @param method {@code GET}, {@code POST}, {@code PATCH} or {@code DELETE}
 * @param path from the slash on, ids encoded
 * @param body null where the call has none
 */
public record NovuCall(String method, String path, @Nullable ObjectNode body) {

  private static final String TRIGGER = "/v1/events/trigger";
  private static final String SUBSCRIBERS = "/v2/subscribers";

  static NovuCall createSubscriber(String id, ObjectNode fields) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("subscriberId", id);
    body.setAll(fields);
    return new NovuCall("POST", SUBSCRIBERS, body);
  }

  static NovuCall changeSubscriber(String id, ObjectNode fields) {
    return new NovuCall("PATCH", subscriber(id), fields);
  }

  static NovuCall readSubscriber(String id) {
    return new NovuCall("GET", subscriber(id), null);
  }

  static NovuCall deleteSubscriber(String id) {
    return new NovuCall("DELETE", subscriber(id), null);
  }

  static NovuCall subscribe(String topicKey, String subscriberId) {
    // subscriberId objects, not plain strings: Novu refuses the latter whatever its documentation
    // says
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.putArray("subscriptions").addObject().put("subscriberId", subscriberId);
    return new NovuCall("POST", "/v2/topics/" + encoded(topicKey) + "/subscriptions", body);
  }

  static NovuCall trigger(NovuRequest.Trigger trigger) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("name", trigger.workflow());
    body.set("to", trigger.to());
    body.set("payload", trigger.payload());
    setIfThere(body, "overrides", trigger.overrides());
    setIfThere(body, "actor", trigger.actor());
    setIfThere(body, "tenant", trigger.tenant());
    setIfThere(body, "context", trigger.context());
    body.put("transactionId", trigger.transactionId());
    return new NovuCall("POST", TRIGGER, body);
  }

  static NovuCall addDeviceToken(NovuRequest.AddDeviceToken device) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("providerId", device.providerId());
    body.putObject("credentials").putArray("deviceTokens").add(device.token());
    return new NovuCall(
        "PATCH", "/v1/subscribers/" + encoded(device.subscriberId()) + "/credentials", body);
  }

  boolean isTrigger() {
    return path.equals(TRIGGER);
  }

  /** Whether it creates a subscriber, or changes what it names of one. */
  boolean isUpsert() {
    return path.equals(SUBSCRIBERS)
        || (method.equals("PATCH") && path.startsWith(SUBSCRIBERS + "/"));
  }

  /** The subscriber that it creates or changes. */
  String subscriberId() {
    return body != null && path.equals(SUBSCRIBERS)
        ? body.path("subscriberId").asText()
        : URLDecoder.decode(path.substring(SUBSCRIBERS.length() + 1), StandardCharsets.UTF_8);
  }

  private static void setIfThere(ObjectNode body, String name, @Nullable JsonNode value) {
    if (value != null) {
      body.set(name, value);
    }
  }

  /** The body as it goes over the wire; the same for equal calls. Empty where there is none. */
  public byte[] bytes() {
    try {
      return body == null ? new byte[0] : EventCodec.JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  private static String subscriber(String id) {
    return SUBSCRIBERS + "/" + encoded(id);
  }

  private static String encoded(String segment) {
    // URLEncoder writes forms, where a space is a plus; in a path it is %20
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
