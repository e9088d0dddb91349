package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The subscribers that the sandbox knows. Bounded: beyond the limit it forgets the subscriber that
 * was created first. Safe for use from any thread.
 */
public final class Subscribers {
  private static final int LIMIT = 100_000;
  private static final List<String> PROFILE =
      List.of("firstName", "lastName", "email", "phone", "avatar", "locale", "timezone", "data");

  private final Map<String, ObjectNode> byId = new LinkedHashMap<>();

  public synchronized Optional<ObjectNode> find(String id) {
    return Optional.ofNullable(byId.get(id)).map(ObjectNode::deepCopy);
  }

  synchronized boolean has(String id) {
    return byId.containsKey(id);
  }

  public synchronized List<ObjectNode> all() {
    return byId.values().stream().map(ObjectNode::deepCopy).toList();
  }

  /** Whether Novu could send something to {@code id}: it has an address, a phone or a device. */
  synchronized boolean hasAddress(String id) {
    ObjectNode subscriber = byId.get(id);
    return subscriber != null
        && (!subscriber.path("email").asText("").isEmpty()
            || !subscriber.path("phone").asText("").isEmpty()
            || !subscriber.path("channels").isEmpty());
  }

  /**
   * Creates the subscriber, or sets the fields in {@code profile}: an absent field stays, null is
   * stored as null, and {@code data} is replaced as a whole.
   *
   * @return the subscriber as stored now
   */
  synchronized ObjectNode put(String id, JsonNode profile, Instant at) {
    touch(id, profile, at);
    return find(id).orElseThrow();
  }

  /** The same without a copy of what is stored. */
  synchronized void touch(String id, JsonNode profile, Instant at) {
    ObjectNode subscriber = byId.get(id);
    if (subscriber == null) {
      subscriber = EventCodec.JSON.createObjectNode();
      subscriber.put("_id", objectId(id));
      subscriber.put("subscriberId", id);
      subscriber.putArray("channels");
      subscriber.put("createdAt", at.toString());
      byId.put(id, subscriber);
      if (byId.size() > LIMIT) {
        byId.remove(byId.keySet().iterator().next());
      }
    }
    for (String field : PROFILE) {
      JsonNode value = profile.get(field);
      if (value != null) {
        subscriber.set(field, value);
      }
    }
    subscriber.put("updatedAt", at.toString());
  }

  /** Erases the stored {@code data}, as Novu does for an upsert without {@code data}. */
  synchronized void wipeData(String id) {
    Optional.ofNullable(byId.get(id)).ifPresent(subscriber -> subscriber.putNull("data"));
  }

  /** Adds push tokens, without duplicates. False if there is no such subscriber. */
  synchronized boolean addTokens(String id, String providerId, List<String> tokens) {
    ObjectNode subscriber = byId.get(id);
    if (subscriber == null) {
      return false;
    }
    ObjectNode channel = channel(subscriber, providerId);
    var known = channel.withObject("credentials").withArray("deviceTokens");
    for (String token : tokens) {
      boolean there = false;
      for (JsonNode each : known) {
        there |= each.asText().equals(token);
      }
      if (!there) {
        known.add(token);
      }
    }
    return true;
  }

  synchronized boolean remove(String id) {
    return byId.remove(id) != null;
  }

  private static ObjectNode channel(ObjectNode subscriber, String providerId) {
    var channels = subscriber.withArray("channels");
    for (JsonNode each : channels) {
      if (each.path("providerId").asText().equals(providerId) && each instanceof ObjectNode found) {
        return found;
      }
    }
    return channels.addObject().put("providerId", providerId);
  }

  /** An id that looks like an id of the database. The same name always gets the same id. */
  static String objectId(String name) {
    String hash = Integer.toHexString(name.hashCode());
    return "0".repeat(24 - hash.length()) + hash;
  }
}
