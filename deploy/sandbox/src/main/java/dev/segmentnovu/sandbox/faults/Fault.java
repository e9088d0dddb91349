package dev.segmentnovu.sandbox.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox does instead of its usual response, for the next requests that match.
 *
 * @param match which requests
 * @param times how many requests, at least 1
 * @param act how each of them ends
 * @param where whether Novu got the request, and what it stores
 * @param delay how long the request is held first; for {@link Act#DRIP} the pause before each byte,
 *     one second if it is zero
 * @param scripted the response
 */
public record Fault(
    Match match, int times, Act act, Where where, Duration delay, Scripted scripted) {

  /** How a request ends. */
  public enum Act {
    /** With a response. */
    ANSWER,
    /** Never, until the client gives up. */
    HANG,
    /** The connection closes without a response. */
    RESET,
    /**
     * With a response whose JSON breaks off in the middle, although its length says that it is
     * complete.
     */
    MALFORMED,
    /** With half a response; then the connection closes. */
    CUT,
    /** With a response that is padded with 16 MiB. */
    HUGE,
    /** With a response that comes byte by byte. */
    DRIP
  }

  /** Where the fault strikes. */
  public enum Where {
    /**
     * In front of Novu, for example at a load balancer: the request has no effect, costs no
     * rate-limit token, and its idempotency key stays unused. A hang or reset happens here unless
     * it is set to {@link #ON_THE_WAY_BACK}.
     */
    IN_FRONT,
    /**
     * In Novu: a scripted response replaces the effect, costs as usual, and is stored under the
     * idempotency key. The key of a held request is in progress.
     */
    IN_NOVU,
    /** Behind Novu: the request takes effect, and its response is lost or broken. */
    ON_THE_WAY_BACK
  }

  /**
   * Which requests match.
   *
   * @param method null for any
   * @param path the start of the path, or null for any
   * @param subscriberId a subscriber whom the request concerns, or null for any
   */
  public record Match(
      @Nullable String method, @Nullable String path, @Nullable String subscriberId) {
    public static final Match ANY = new Match(null, null, null);

    boolean fits(ReceivedRequest request) {
      return (method == null || method.equalsIgnoreCase(request.method()))
          && (path == null || request.path().startsWith(path))
          && (subscriberId == null || request.concerns(subscriberId));
    }
  }

  /**
   * A response.
   *
   * @param status of HTTP, or null for the usual response (useful with a delay)
   * @param headers added to the response
   * @param body null for a body in Novu's format
   */
  public record Scripted(
      @Nullable Integer status, Map<String, String> headers, @Nullable JsonNode body) {
    public static final Scripted NONE = new Scripted(null, Map.of(), null);

    /**
     * Checks the status.
     *
     * @throws IllegalArgumentException if {@code status} is not 200 to 599
     */
    public Scripted {
      if (status != null && (status < 200 || status > 599)) {
        throw new IllegalArgumentException("status must be 200 to 599, not " + status);
      }
      headers = Map.copyOf(headers);
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if {@code times} is not positive or {@code delay} is negative
   */
  public Fault {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1, not " + times);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delayMillis must not be negative");
    }
  }

  private static Fault of(int times, Act act, Duration delay, Scripted scripted) {
    return new Fault(Match.ANY, times, act, Where.IN_NOVU, delay, scripted);
  }

  /** Responds to the next {@code times} requests with {@code status}. */
  public static Fault response(int times, int status) {
    return of(times, Act.ANSWER, Duration.ZERO, new Scripted(status, Map.of(), null));
  }

  /** Redirects the next {@code times} requests with 307, as a proxy does. */
  public static Fault redirect(int times, String location) {
    return response(times, 307).header("Location", location).inFront();
  }

  /**
   * Accepts the next {@code times} triggers with 201 and does not run them. {@code status} is, for
   * example, {@code invalid_recipients}.
   */
  public static Fault triggerStatus(int times, String status) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.putObject("data").put("acknowledged", true).put("status", status);
    return response(times, 201).at("POST", "/v1/events/trigger").body(body);
  }

  /** Novu with its database down, as seen in a real one: 500 after 30 s. */
  public static Fault databaseDown(int times) {
    return of(times, Act.ANSWER, Duration.ofSeconds(30), new Scripted(500, Map.of(), null));
  }

  /** Never responds to the next {@code times} requests. */
  public static Fault hang(int times) {
    return of(times, Act.HANG, Duration.ZERO, Scripted.NONE);
  }

  /** Closes the connection of the next {@code times} requests. */
  public static Fault reset(int times) {
    return of(times, Act.RESET, Duration.ZERO, Scripted.NONE);
  }

  /** Responds to the next {@code times} requests as usual, but late. */
  public static Fault late(int times, Duration delay) {
    return of(times, Act.ANSWER, delay, Scripted.NONE);
  }

  /** Responds to the next {@code times} requests as usual, but with JSON that breaks off. */
  public static Fault malformed(int times) {
    return of(times, Act.MALFORMED, Duration.ZERO, Scripted.NONE);
  }

  /** Closes the connection of the next {@code times} requests in the middle of the response. */
  public static Fault cut(int times) {
    return of(times, Act.CUT, Duration.ZERO, Scripted.NONE);
  }

  /** Responds to the next {@code times} requests as usual, with 16 MiB of padding. */
  public static Fault huge(int times) {
    return of(times, Act.HUGE, Duration.ZERO, Scripted.NONE);
  }

  /** Responds to the next {@code times} requests as usual, one byte every {@code pace}. */
  public static Fault drip(int times, Duration pace) {
    return of(times, Act.DRIP, pace, Scripted.NONE);
  }

  /** The same for requests of this method whose path starts with {@code path}. */
  public Fault at(String method, String pathPrefix) {
    return with(new Match(method, pathPrefix, match.subscriberId()));
  }

  /** The same for requests about this subscriber. */
  public Fault about(String id) {
    return with(new Match(match.method(), match.path(), id));
  }

  /** The same with this header. */
  public Fault header(String name, String value) {
    Map<String, String> more = new HashMap<>(scripted.headers());
    more.put(name, value);
    return with(new Scripted(scripted.status(), more, scripted.body()));
  }

  /** The same with this body. */
  public Fault body(JsonNode json) {
    return with(new Scripted(scripted.status(), scripted.headers(), json));
  }

  /** The same with this body, which need not be JSON. */
  public Fault text(String body) {
    return body(JsonNodeFactory.instance.rawValueNode(new RawValue(body)));
  }

  /** The same, but the request takes effect before its response is lost or broken. */
  public Fault onceApplied() {
    return new Fault(match, times, act, Where.ON_THE_WAY_BACK, delay, scripted);
  }

  /**
   * The same in front of Novu, which does not get the request (or gets it later, if it is held).
   */
  public Fault inFront() {
    return new Fault(match, times, act, Where.IN_FRONT, delay, scripted);
  }

  private Fault with(Match other) {
    return new Fault(other, times, act, where, delay, scripted);
  }

  private Fault with(Scripted other) {
    return new Fault(match, times, act, where, delay, other);
  }

  Fault left(int remaining) {
    return new Fault(match, remaining, act, where, delay, scripted);
  }

  public boolean strikesInFront() {
    return where == Where.IN_FRONT || (isSilent() && where != Where.ON_THE_WAY_BACK);
  }

  /** Whether the request ends without a response. */
  public boolean isSilent() {
    return act == Act.HANG || act == Act.RESET;
  }

  /** How long the request is held. */
  public Duration hold() {
    return act == Act.DRIP ? Duration.ZERO : delay;
  }
}
