package dev.segmentnovu.ingest;

import dev.segmentnovu.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Segment's webhook signature: hex HMAC-SHA1 of raw bytes with the shared secret. */
final class Signatures {

  private static final String HMAC = "HmacSHA1";

  /** Looking for who provides it takes longer than reckoning. */
  private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(Signatures::mac);

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
      Mac mac = MACS.get();
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update(bytes, from, to - from);
      return mac.doFinal();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("Bytes are a key of " + HMAC, e);
    }
  }

  private static Mac mac() {
    try {
      return Mac.getInstance(HMAC);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }
}
