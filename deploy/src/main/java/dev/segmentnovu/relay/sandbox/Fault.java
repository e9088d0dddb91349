package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox is to do in place of its usual answer, for the next requests that match.
 *
 * @param method null for any
 * @param path the path's beginning, or null for any
 * @param subscriberId a subscriber the request is about, or null for any
 * @param times how many requests, at least 1
 * @param act how it ends
 * @param status the answer's, or null for the usual answer (useful with a delay)
 * @param headers added to the answer
 * @param body the answer's, or null for one in Novu's shape
 * @param delay how long the request is held first
 * @param applied whether the request takes effect all the same: an answer that was lost on its way
 */
public record Fault(
    @Nullable String method,
    @Nullable String path,
    @Nullable String subscriberId,
    int times,
    Act act,
    @Nullable Integer status,
    Map<String, String> headers,
    @Nullable JsonNode body,
    Duration delay,
    boolean applied) {

  /** How a request ends. */
  public enum Act {
    /** With an answer. */
    ANSWER,
    /** Never, until the client gives up. */
    HANG,
    /** The connection is closed without an answer. */
    RESET
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if {@code times} is not positive, {@code delay} is negative or
   *     {@code status} is not 100 to 599
   */
  public Fault {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1, not " + times);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delayMillis must not be negative");
    }
    if (status != null && (status < 100 || status > 599)) {
      throw new IllegalArgumentException("status must be 100 to 599, not " + status);
    }
    headers = Map.copyOf(headers);
  }

  /** Answers the next {@code times} requests with {@code status}. */
  public static Fault answer(int times, int status) {
    return new Fault(
        null, null, null, times, Act.ANSWER, status, Map.of(), null, Duration.ZERO, false);
  }

  /** Lets the next {@code times} requests wait for ever. */
  public static Fault hang(int times) {
    return new Fault(null, null, null, times, Act.HANG, null, Map.of(), null, Duration.ZERO, false);
  }

  /** Closes the connection of the next {@code times} requests. */
  public static Fault reset(int times) {
    return new Fault(
        null, null, null, times, Act.RESET, null, Map.of(), null, Duration.ZERO, false);
  }

  /** Answers the next {@code times} requests as usual, but late. */
  public static Fault late(int times, Duration delay) {
    return new Fault(null, null, null, times, Act.ANSWER, null, Map.of(), null, delay, false);
  }

  /** The same for requests of this method whose path begins so. */
  public Fault at(String onlyMethod, String pathPrefix) {
    return new Fault(
        onlyMethod, pathPrefix, subscriberId, times, act, status, headers, body, delay, applied);
  }

  /** The same for requests about this subscriber. */
  public Fault about(String id) {
    return new Fault(method, path, id, times, act, status, headers, body, delay, applied);
  }

  /** The same with this header. */
  public Fault header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Fault(method, path, subscriberId, times, act, status, more, body, delay, applied);
  }

  /** The same with this body. */
  public Fault body(JsonNode json) {
    return new Fault(method, path, subscriberId, times, act, status, headers, json, delay, applied);
  }

  /** The same, but the request takes effect before its answer is lost or spoilt. */
  public Fault onceApplied() {
    return new Fault(method, path, subscriberId, times, act, status, headers, body, delay, true);
  }

  boolean matches(ReceivedRequest request) {
    return (method == null || method.equalsIgnoreCase(request.method()))
        && (path == null || request.path().startsWith(path))
        && (subscriberId == null || request.concerns(subscriberId));
  }

  Fault left(int remaining) {
    return new Fault(
        method, path, subscriberId, remaining, act, status, headers, body, delay, applied);
  }

  ObjectNode toJson() {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("method", method);
    json.put("path", path);
    json.put("subscriberId", subscriberId);
    json.put("times", times);
    json.put("act", act.name().toLowerCase(Locale.ROOT));
    json.put("status", status);
    ObjectNode named = json.putObject("headers");
    headers.forEach(named::put);
    json.set("body", body);
    json.put("delayMillis", delay.toMillis());
    json.put("applied", applied);
    return json;
  }
}
