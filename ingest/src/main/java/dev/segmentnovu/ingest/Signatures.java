package dev.segmentnovu.ingest;

import dev.segmentnovu.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Segment's webhook signature: hex HMAC-SHA1 of raw bytes with the shared secret. */
final class Signatures {

  private static final String HMAC = "HmacSHA1";

  private Signatures() {}

  /**
   * Whether {@code signature} is that of the bytes under one of {@code secrets}, in time that does
   * not tell how much of it is right.
   *
   * @param signature hex digits of either case
   */
  static boolean matches(String signature, byte[] bytes, int from, int to, List<Secret> secrets) {
    byte[] given;
    try {
      given = HexFormat.of().parseHex(signature.strip());
    } catch (IllegalArgumentException e) {
      return false;
    }
    boolean matches = false;
    for (Secret secret : secrets) {
      // no short cut: which of several secrets fits is nobody's business
      matches |= MessageDigest.isEqual(hmac(secret, bytes, from, to), given);
    }
    return matches;
  }

  private static byte[] hmac(Secret secret, byte[] bytes, int from, int to) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update(bytes, from, to - from);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }
}
