package dev.segmentnovu.worker.novu;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Makes the {@code Idempotency-Key} of a call. Novu's scope for it is the organisation, so the
 * environment and the call are part of it; and Novu refuses another body under the same key, so the
 * body is too: the same key is always the same bytes.
 */
public final class IdempotencyKey {

  private IdempotencyKey() {}

  /**
   * The key.
   *
   * @param body of the call; may be empty
   * @param attempt which event, which of its requests (two may be equal), how often it was
   *     replayed, and how many keys are used up; of a call for several events the first
   */
  public static String of(
      RelayConfig.Novu novu, String method, String path, byte[] body, Attempt attempt) {
    MessageDigest sha = Sha256.begin();
    for (String part :
        new String[] {
          novu.url().toString(), novu.apiKey().value(), method, path, attempt.eventKey()
        }) {
      sha.update(part.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
    }
    if (attempt.step() > 0) {
      sha.update((attempt.step() + "\0").getBytes(StandardCharsets.UTF_8));
    }
    sha.update(body);
    return "relay-"
        + HexFormat.of().formatHex(sha.digest(), 0, 16)
        + "-"
        + attempt.replays()
        + "-"
        + attempt.generation();
  }
}
