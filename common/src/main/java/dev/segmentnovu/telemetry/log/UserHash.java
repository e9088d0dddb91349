package dev.segmentnovu.telemetry.log;

import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * How logs name a user: the first 16 hexadecimal digits of a SHA-256 of source, blank and user id.
 * It has no key, so that an operator who knows the id can find the lines: whoever has a list of
 * e-mail addresses can do the same where these are the ids. So it is a pseudonym, and not
 * anonymous. Pure.
 */
public final class UserHash {

  private static final int BYTES = 8;

  private UserHash() {}

  /** The hash of a user of {@code source}. */
  public static String of(String source, String userId) {
    byte[] text = (source + " " + userId).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, BYTES);
  }
}
