package dev.segmentnovu.relay.cli.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request of a command.
 *
 * @param method the HTTP method
 * @param uri absolute, {@code http} or {@code https}
 * @param headers each once; may hold secrets
 * @param body may be empty
 * @param timeout how long the whole call may take
 */
public record Call(
    String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout) {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final byte[] NO_BODY = {};

  public Call {
    headers = Map.copyOf(headers);
  }

  /** A call without a body and headers, which may take ten seconds. */
  public static Call of(String method, URI uri) {
    return new Call(method, uri, Map.of(), NO_BODY, TIMEOUT);
  }

  /** A {@code GET}, which may take ten seconds. */
  public static Call get(URI uri) {
    return of("GET", uri);
  }

  /** A {@code POST} of JSON, which may take ten seconds. */
  public static Call post(URI uri, byte[] json) {
    return of("POST", uri).json(json);
  }

  /** This call with JSON as its body. */
  public Call json(byte[] json) {
    return new Call(method, uri, headers, json, timeout).with("Content-Type", "application/json");
  }

  /** This call with one more header. */
  public Call with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(method, uri, more, body, timeout);
  }

  /** This call with the header of Basic authentication, without a password. */
  public Call asUser(String user) {
    byte[] credentials = (user + ":").getBytes(StandardCharsets.UTF_8);
    return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
  }

  /** This call with another limit of its time. */
  public Call within(Duration limit) {
    return new Call(method, uri, headers, body, limit);
  }
}
