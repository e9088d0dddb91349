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
 * Novu's {@code Idempotency-Key}, surprises included: its scope is the organisation alone, and the
 * errors it keeps come back as 503. All of a sandbox is one organisation, whatever the API key.
 * Bounded: past the limit the oldest is forgotten. Not safe for use from several threads.
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
   * What is known of a key.
   *
   * @param answer null while the call is in progress
   */
  private record Entry(String fingerprint, @Nullable SandboxResponse answer, Instant until) {}

  /**
   * Marks the key as in progress.
   *
   * @return the answer to give at once, or empty if the call is to go on
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
    SandboxResponse kept = entry.answer();
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
    // what Novu keeps of an error is no exception any more when it is read back: hence the 503
    SandboxResponse replayed =
        kept.status() < 400
            ? new SandboxResponse(kept.status(), Map.of(), kept.body(), kept.reaches())
            : SandboxResponse.error(call, 503, "Service Unavailable");
    return replayed.with(Map.of("Idempotency-Replay", "true"));
  }

  /**
   * Keeps the answer under the key; that of a 401 or 429 is not kept, and the key is free again.
   */
  SandboxResponse end(String key, String fingerprint, SandboxResponse answer, Instant now) {
    if (answer.status() == 401 || answer.status() == 429) {
      entries.remove(key);
      return answer;
    }
    put(key, new Entry(fingerprint, answer, now.plus(KEPT)));
    return answer.with(echo(key));
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
   * Tells requests apart: by method, path, and the body as JSON, in which spaces do not count but
   * the order of the keys does.
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
