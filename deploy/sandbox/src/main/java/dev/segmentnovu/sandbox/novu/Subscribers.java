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
 * The people the sandbox knows. Bounded: past the limit the one that was created first is
 * forgotten. Safe for use from any thread.
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

  /** Whether something could be sent to {@code id}: to an address, a phone or a device. */
  synchronized boolean hasAddress(String id) {
    ObjectNode subscriber = byId.get(id);
    return subscriber != null
        && (!subscriber.path("email").asText("").isEmpty()
            || !subscriber.path("phone").asText("").isEmpty()
            || !subscriber.path("channels").isEmpty());
  }

  /**
   * Creates the subscriber, or sets the fields that {@code profile} has: absent is untouched, null
   * is stored as null, and {@code data} is replaced whole.
   *
   * @return as stored now
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

  /** Erases the stored {@code data}, as Novu does for an upsert that carries none. */
  synchronized void wipeData(String id) {
    Optional.ofNullable(byId.get(id)).ifPresent(subscriber -> subscriber.putNull("data"));
  }

  /** Adds push tokens; those already there stay once. False if there is no such subscriber. */
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

  /** An id that looks like the database's and is the same for the same name. */
  static String objectId(String name) {
    String hash = Integer.toHexString(name.hashCode());
    return "0".repeat(24 - hash.length()) + hash;
  }
}
