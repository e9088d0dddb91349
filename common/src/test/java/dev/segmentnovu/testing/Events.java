package dev.segmentnovu.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Builds Segment events: {@code Events.track("Order Completed").user("u1").property("total", 100)}.
 * JSON texts may have single quotes in place of double ones. By default the message id is {@code
 * m1} and the time of receipt {@link #RECEIVED_AT}.
 */
public final class Events {

  /** When an event was received, if the test does not say otherwise. */
  public static final Instant RECEIVED_AT = Instant.parse("2026-11-23T16:11:22.337Z");

  private final EventType type;
  private final ObjectNode members;

  /** The JSON text that the test gave; null once a member was set. */
  private @Nullable String json;

  /** The body that the test gave in place of JSON; null if it gave none. */
  private byte @Nullable [] raw;

  private String messageId = "m1";
  private EntryPoint entryPoint = EntryPoint.TRACKING;
  private Instant receivedAt = RECEIVED_AT;
  private int replays;
  private @Nullable ObjectNode batchContext;
  private @Nullable ObjectNode batchIntegrations;
  private @Nullable String batchSentAt;

  private Events(EventType type, String json) {
    this.type = type;
    this.json = json.replace('\'', '"');
    members = (ObjectNode) parse(json);
  }

  /** An event of {@code type} without members. */
  public static Events of(EventType type) {
    return of(type, "{}");
  }

  /** An event of {@code type} whose body is this JSON object, byte for byte but for the quotes. */
  public static Events of(EventType type, String json) {
    return new Events(type, json);
  }

  /** A track call. */
  public static Events track(String event) {
    return of(EventType.TRACK).member("event", event);
  }

  /** An identify call. */
  public static Events identify() {
    return of(EventType.IDENTIFY);
  }

  /** A group call. */
  public static Events group(String groupId) {
    return of(EventType.GROUP).member("groupId", groupId);
  }

  /** A delete call. */
  public static Events delete() {
    return of(EventType.DELETE);
  }

  /** Sets {@code userId}. */
  public Events user(String userId) {
    return member("userId", userId);
  }

  /** Sets {@code anonymousId}. */
  public Events anonymous(String anonymousId) {
    return member("anonymousId", anonymousId);
  }

  /** Adds a member to {@code properties}. */
  public Events property(String name, Object value) {
    return member("properties", with("properties", name, value));
  }

  /** Adds a member to {@code traits}. */
  public Events trait(String name, Object value) {
    return member("traits", with("traits", name, value));
  }

  /** Replaces {@code properties} by a JSON object. */
  public Events properties(String json) {
    return member("properties", parse(json));
  }

  /** Replaces {@code traits} by a JSON object. */
  public Events traits(String json) {
    return member("traits", parse(json));
  }

  /** Replaces {@code context} by a JSON object. */
  public Events context(String json) {
    return member("context", parse(json));
  }

  /** Replaces {@code integrations} by a JSON object. */
  public Events integrations(String json) {
    return member("integrations", parse(json));
  }

  /** Sets {@code timestamp}. */
  public Events timestamp(String timestamp) {
    return member("timestamp", timestamp);
  }

  /** Sets any member of the event. */
  public Events member(String name, String value) {
    return member(name, TextNode.valueOf(value));
  }

  private Events member(String name, JsonNode value) {
    members.set(name, value);
    json = null;
    return this;
  }

  private ObjectNode with(String parent, String name, Object value) {
    return members.withObjectProperty(parent).set(name, EventCodec.JSON.valueToTree(value));
  }

  /** Sets the message id under which the event is stored. */
  public Events messageId(String id) {
    messageId = id;
    return this;
  }

  /** Sets the entry point that the event came through. */
  public Events entryPoint(EntryPoint through) {
    entryPoint = through;
    return this;
  }

  /** Sets when ingest received the event. */
  public Events receivedAt(Instant time) {
    receivedAt = time;
    return this;
  }

  /** Sets how often the event was replayed. */
  public Events replays(int count) {
    replays = count;
    return this;
  }

  /** Sets {@code context} and {@code integrations} of the batch that the event came in. */
  public Events batch(String context, String integrations) {
    batchContext = (ObjectNode) parse(context);
    batchIntegrations = (ObjectNode) parse(integrations);
    return this;
  }

  /** Sets {@code sentAt} of the batch that the event came in. */
  public Events batchSentAt(String sentAt) {
    batchSentAt = sentAt;
    return this;
  }

  /** Replaces the body by a text that need not be JSON. */
  public Events rawBody(String text) {
    return rawBody(text.getBytes(UTF_8));
  }

  /** Replaces the body by bytes that need not be JSON. */
  public Events rawBody(byte[] bytes) {
    raw = bytes;
    return this;
  }

  /** The event's JSON object in UTF-8. */
  public byte[] body() {
    return raw == null ? text().getBytes(UTF_8) : raw;
  }

  /** The event as the queue stores it. */
  public StoredEvent stored() {
    return new StoredEvent(
        messageId,
        type,
        entryPoint,
        receivedAt,
        replays,
        null,
        false,
        null,
        batchContext,
        batchIntegrations,
        batchSentAt,
        null,
        body());
  }

  /**
   * The event as the worker reads it.
   *
   * @throws AssertionError if the event is invalid
   */
  public SegmentEvent event() {
    if (EventCodec.read(stored()) instanceof DecodeResult.Decoded decoded) {
      return decoded.event();
    }
    throw new AssertionError("Not a valid event: " + new String(body(), UTF_8));
  }

  private String text() {
    return json == null ? members.toString() : json;
  }

  private static JsonNode parse(String json) {
    try {
      return EventCodec.JSON.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
