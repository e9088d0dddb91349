package dev.segmentnovu.ingest.admission;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.intake.ScannedEvent;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Segment's webhook signature: hex HMAC-SHA1 of raw bytes with the shared secret. */
public final class Signatures {

  private static final String HMAC = "HmacSHA1";

  /** Kept per thread, because the lookup of the provider takes longer than the computation. */
  private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(Signatures::mac);

  private Signatures() {}

  /**
   * Whether {@code signature} signs the whole body or its first event. The method always computes
   * both, so that its time does not tell which one a guess is close to.
   *
   * @param signature hex digits of either case
   * @param first the first event, if its signature is sufficient; null if only the whole body's is
   */
  public static boolean matchesBodyOrFirst(
      String signature, byte[] body, @Nullable ScannedEvent first, List<Secret> secrets) {
    boolean whole = matches(signature, body, 0, body.length, secrets);
    boolean element =
        first != null && matches(signature, body, first.start(), first.end(), secrets);
    return whole || element;
  }

  /**
   * Whether {@code signature} signs a range of bytes under one of {@code secrets}. The time does
   * not depend on how much of the signature is right.
   *
   * @param signature hex digits of either case
   */
  public static boolean matches(
      String signature, byte[] bytes, int from, int to, List<Secret> secrets) {
    byte[] given;
    try {
      given = HexFormat.of().parseHex(signature.strip());
    } catch (IllegalArgumentException e) {
      return false;
    }
    boolean matches = false;
    for (Secret secret : secrets) {
      // no short cut: the time must not tell which of several secrets matches
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
      throw new IllegalStateException("Any bytes are a valid key of " + HMAC, e);
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
