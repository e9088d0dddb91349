package dev.segmentnovu.worker.novu;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Makes the {@code Idempotency-Key} of a call. Its scope at Novu is the organisation, so it depends
 * on the environment and on the call. Novu refuses another body under the same key, so it depends
 * on the body too: the same key always means the same bytes.
 */
public final class IdempotencyKey {

  private IdempotencyKey() {}

  /**
   * The key.
   *
   * @param body of the call; may be empty
   * @param attempt of the call; for a batch, of its first call
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
