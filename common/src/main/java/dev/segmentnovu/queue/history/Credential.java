package dev.segmentnovu.queue.history;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A secret with which a sender proves that it may send to a source.
 *
 * @param kind what it is
 * @param secret its value
 */
public record Credential(Kind kind, Secret secret) {

  private static final int FINGERPRINT_BYTES = 5;

  /** The kinds of credentials. */
  public enum Kind {
    /** SDKs present it. */
    WRITE_KEY,
    /** Webhooks are signed with it. */
    SHARED_SECRET
  }

  /**
   * Identifies the credential in the history, wherever the configuration names it. It is too short
   * to confirm a guess.
   */
  public String fingerprint() {
    MessageDigest sha = Sha256.begin();
    byte[] text = (kind + " " + secret.value()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha.digest(text), 0, FINGERPRINT_BYTES);
  }
}
