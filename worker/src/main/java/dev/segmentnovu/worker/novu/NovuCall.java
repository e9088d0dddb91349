package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.core.JsonParser;
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
 * One HTTP call to Novu, ready to be sent. It holds bytes and no JSON tree: many calls wait for
 * Novu, and the garbage collector copies all objects that wait.
 */
public final class NovuCall {

  private static final String TRIGGER = "/v1/events/trigger";
  private static final String SUBSCRIBERS = "/v2/subscribers";

  /** Where the id stands in the path, as in {@code /v2/subscribers/ID}, split at its slashes. */
  private static final int ID_PART = 3;

  private static final byte[] NO_BODY = {};

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
   * @param body null if the call has none; not stored
   */
  public NovuCall(String method, String path, @Nullable ObjectNode body) {
    this(method, path, body, idIn(method, path, body));
  }

  private NovuCall(String method, String path, @Nullable ObjectNode body, @Nullable String id) {
    this.method = method;
    this.path = path;
    this.id = id;
    bytes = body == null ? NO_BODY : written(body);
    batchKind = body == null ? null : BatchKind.of(this, body);
  }

  /** The transaction id, or the subscriber that is created or changed; null for other calls. */
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

  /** Creates a subscriber, or replaces the fields and the {@code data} of an existing one. */
  public static NovuCall createSubscriber(String id, ObjectNode fields) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("subscriberId", id);
    body.setAll(fields);
    return new NovuCall("POST", SUBSCRIBERS, body);
  }

  /** Changes the given fields of a subscriber that exists. */
  public static NovuCall changeSubscriber(String id, ObjectNode fields) {
    return new NovuCall("PATCH", subscriber(id), fields, id);
  }

  /** Reads a subscriber. */
  public static NovuCall readSubscriber(String id) {
    return new NovuCall("GET", subscriber(id), null);
  }

  /** Deletes a subscriber. */
  public static NovuCall deleteSubscriber(String id) {
    return new NovuCall("DELETE", subscriber(id), null);
  }

  /** Puts a subscriber into a topic. */
  public static NovuCall subscribe(String topicKey, String subscriberId) {
    // objects, not strings: Novu refuses strings, though its documentation allows them
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.putArray("subscriptions").addObject().put("subscriberId", subscriberId);
    return new NovuCall("POST", "/v2/topics/" + encoded(topicKey) + "/subscriptions", body);
  }

  /** Triggers a workflow. */
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

  /** Adds a device token to the push credentials of a subscriber. */
  public static NovuCall addDeviceToken(NovuRequest.AddDeviceToken device) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("providerId", device.providerId());
    body.putObject("credentials").putArray("deviceTokens").add(device.token());
    return new NovuCall(
        "PATCH", "/v1/subscribers/" + encoded(device.subscriberId()) + "/credentials", body);
  }

  /** The HTTP method in capitals. */
  public String method() {
    return method;
  }

  /** The path from the slash on, ids encoded. */
  public String path() {
    return path;
  }

  /** The path with {@code {id}} instead of the id of a subscriber or topic. */
  public String template() {
    String[] parts = path.split("/", -1);
    if (parts.length > ID_PART && !path.equals(TRIGGER)) {
      parts[ID_PART] = "{id}";
    }
    return String.join("/", parts);
  }

  /** The body as it is sent, which must not be changed; empty if there is none. */
  public byte[] bytes() {
    return bytes;
  }

  /** The body as JSON, for people; parsed by each call; null if there is none. */
  public @Nullable JsonNode body() {
    try {
      return bytes.length == 0 ? null : EventCodec.JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // this class wrote it: cannot fail
    }
  }

  /** The kind of batch that can contain this call; null if none can. */
  public @Nullable BatchKind batchKind() {
    return batchKind;
  }

  /** The workflow that the call triggers; null if it triggers none. */
  public @Nullable String workflow() {
    if (!isTrigger() || bytes.length == 0) {
      return null;
    }
    try (JsonParser parser = EventCodec.JSON.getFactory().createParser(bytes)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (name.equals("name")) {
          return parser.nextTextValue();
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // this class wrote it: cannot fail
    }
  }

  /** Whether it is the trigger of one workflow, not a batch. */
  public boolean isTrigger() {
    return path.equals(TRIGGER);
  }

  /** The transaction id of a trigger; null for another call. */
  public @Nullable String transactionId() {
    return isTrigger() ? id : null;
  }

  /** The transaction id or the subscriber id that the response to a batch names it by. */
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
      throw new UncheckedIOException(e); // a tree that this class made: cannot fail
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
