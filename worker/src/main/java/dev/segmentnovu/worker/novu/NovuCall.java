package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to Novu, ready to be sent: it holds bytes and not what they were made of, for many
 * calls wait for Novu, and what waits is copied by the garbage collector.
 */
public final class NovuCall {

  private static final String TRIGGER = "/v1/events/trigger";
  private static final String SUBSCRIBERS = "/v2/subscribers";
  private static final byte[] NOTHING = {};

  private final String method;
  private final String path;
  private final byte[] bytes;
  private final @Nullable BatchKind batchKind;
  private final @Nullable String id;

  /**
   * A call.
   *
   * @param method {@code GET}, {@code POST}, {@code PATCH} or {@code DELETE}
   * @param path from the slash on, ids encoded
   * @param body null where the call has none; not kept
   */
  public NovuCall(String method, String path, @Nullable ObjectNode body) {
    this(method, path, body, idIn(method, path, body));
  }

  private NovuCall(String method, String path, @Nullable ObjectNode body, @Nullable String id) {
    this.method = method;
    this.path = path;
    this.id = id;
    bytes = body == null ? NOTHING : written(body);
    batchKind = body == null ? null : BatchKind.of(this, body);
  }

  /** The transaction id, or the subscriber that is created or changed; null of other calls. */
  private static @Nullable String idIn(String method, String path, @Nullable ObjectNode body) {
    if (path.equals(TRIGGER)) {
      return body == null ? null : body.path("transactionId").textValue();
    }
    if (body != null && path.equals(SUBSCRIBERS)) {
      return body.path("subscriberId").asText();
    }
    return method.equals("PATCH") && path.startsWith(SUBSCRIBERS + "/")
        ? URLDecoder.decode(path.substring(SUBSCRIBERS.length() + 1), StandardCharsets.UTF_8)
        : null;
  }

  public static NovuCall createSubscriber(String id, ObjectNode fields) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("subscriberId", id);
    body.setAll(fields);
    return new NovuCall("POST", SUBSCRIBERS, body);
  }

  public static NovuCall changeSubscriber(String id, ObjectNode fields) {
    return new NovuCall("PATCH", subscriber(id), fields, id);
  }

  public static NovuCall readSubscriber(String id) {
    return new NovuCall("GET", subscriber(id), null);
  }

  public static NovuCall deleteSubscriber(String id) {
    return new NovuCall("DELETE", subscriber(id), null);
  }

  public static NovuCall subscribe(String topicKey, String subscriberId) {
    // subscriberId objects, not plain strings: Novu refuses the latter whatever its documentation
    // says
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.putArray("subscriptions").addObject().put("subscriberId", subscriberId);
    return new NovuCall("POST", "/v2/topics/" + encoded(topicKey) + "/subscriptions", body);
  }

  public static NovuCall trigger(NovuRequest.Trigger trigger) {
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

  public static NovuCall addDeviceToken(NovuRequest.AddDeviceToken device) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("providerId", device.providerId());
    body.putObject("credentials").putArray("deviceTokens").add(device.token());
    return new NovuCall(
        "PATCH", "/v1/subscribers/" + encoded(device.subscriberId()) + "/credentials", body);
  }

  /** In capitals. */
  public String method() {
    return method;
  }

  /** From the slash on, ids encoded. */
  public String path() {
    return path;
  }

  /** The body as it goes over the wire, not to be written to; empty where there is none. */
  public byte[] bytes() {
    return bytes;
  }

  /** The body, read again, for people to look at; null where there is none. */
  public @Nullable JsonNode body() {
    try {
      return bytes.length == 0 ? null : EventCodec.JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // written by us: cannot fail
    }
  }

  /** The kind that can do what this does, with the same effect; null if none can. */
  public @Nullable BatchKind batchKind() {
    return batchKind;
  }

  /** Whether it triggers a workflow, and nothing else in the same call. */
  public boolean isTrigger() {
    return path.equals(TRIGGER);
  }

  /** What Novu's answer to a call for many names it by: its transaction id, or its subscriber. */
  @Nullable String id() {
    return id;
  }

  private static void setIfThere(ObjectNode body, String name, @Nullable JsonNode value) {
    if (value != null) {
      body.set(name, value);
    }
  }

  private static byte[] written(ObjectNode body) {
    try {
      return EventCodec.JSON.writeValueAsBytes(body);
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
