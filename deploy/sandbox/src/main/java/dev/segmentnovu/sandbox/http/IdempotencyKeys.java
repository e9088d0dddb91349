package dev.segmentnovu.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Novu's {@code Idempotency-Key}, with its surprises: its scope is only the organisation, and
 * stored errors come back as 503. A sandbox is one organisation, with any API key. Bounded: beyond
 * the limit it drops the oldest key. Not safe for use from several threads.
 */
final class IdempotencyKeys {
  private static final int LIMIT = 100_000;
  private static final int LONGEST = 255;
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Duration IN_PROGRESS = Duration.ofMinutes(5);
  private static final Map<String, String> DOCS =
      Map.of("Link", "https://docs.novu.co/additional-resources/idempotency");

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * What is known about a key.
   *
   * @param response null while the call is in progress
   */
  private record Entry(String fingerprint, @Nullable SandboxResponse response, Instant until) {}

  /**
   * Marks the key as in progress.
   *
   * @return the response to send at once, or empty if the call is to continue
   */
  Optional<SandboxResponse> begin(Call call, String key, String fingerprint, Instant now) {
    if (key.length() > LONGEST) {
      return Optional.of(
          SandboxResponse.error(
              call,
              400,
              "idempotencyKey \"" + key + "\" has exceeded the maximum allowed length of 255"));
    }
    Entry entry = entries.get(key);
    if (entry == null || !entry.until().isAfter(now)) {
      put(key, new Entry(fingerprint, null, now.plus(IN_PROGRESS)));
      return Optional.empty();
    }
    return Optional.of(repeated(call, key, entry, fingerprint).with(echo(key)));
  }

  private static SandboxResponse repeated(Call call, String key, Entry entry, String fingerprint) {
    SandboxResponse kept = entry.response();
    if (kept == null) {
      return SandboxResponse.error(
              call,
              409,
              "Request with key \""
                  + key
                  + "\" is currently being processed. Please retry after 1 second")
          .with(DOCS)
          .with(Map.of("Retry-After", "1"));
    }
    if (!entry.fingerprint().equals(fingerprint)) {
      return SandboxResponse.error(
              call, 422, "Request with key \"" + key + "\" is being reused for a different body")
          .with(DOCS);
    }
    // Novu stores an error as plain data, which it cannot turn into an exception again: hence the
    // 503
    SandboxResponse replayed =
        kept.status() < 400
            ? new SandboxResponse(kept.status(), Map.of(), kept.body(), kept.reaches())
            : SandboxResponse.error(call, 503, "Service Unavailable");
    return replayed.with(Map.of("Idempotency-Replay", "true"));
  }

  /**
   * Stores the response under the key. Does not store a 401 or 429: their key becomes free again.
   */
  SandboxResponse end(String key, String fingerprint, SandboxResponse response, Instant now) {
    if (response.status() == 401 || response.status() == 429) {
      entries.remove(key);
      return response;
    }
    put(key, new Entry(fingerprint, response, now.plus(KEPT)));
    return response.with(echo(key));
  }

  private void put(String key, Entry entry) {
    entries.put(key, entry);
    if (entries.size() > LIMIT) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  private static Map<String, String> echo(String key) {
    return Map.of("Idempotency-Key", key);
  }

  /**
   * Distinguishes requests by method, path and body. The body counts as JSON: spaces make no
   * difference, but the order of the keys does.
   */
  static String fingerprint(String method, String path, @Nullable JsonNode body) {
    var digest = Sha256.begin();
    digest.update((method + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
    if (body != null) {
      digest.update(SandboxResponses.write(body));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
