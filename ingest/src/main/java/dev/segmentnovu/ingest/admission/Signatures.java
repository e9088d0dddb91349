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
   * The secret under which {@code signature} signs the whole body or its first event; null if there
   * is none. The method always computes both, so that its time does not tell which one a guess is
   * close to.
   *
   * @param signature hex digits of either case
   * @param first the first event, if its signature is sufficient; null if only the whole body's is
   */
  public static @Nullable Secret ofBodyOrFirst(
      String signature, byte[] body, @Nullable ScannedEvent first, List<Secret> secrets) {
    Secret whole = secretOf(signature, body, 0, body.length, secrets);
    Secret element =
        first == null ? null : secretOf(signature, body, first.start(), first.end(), secrets);
    return whole == null ? element : whole;
  }

  /**
   * The one of {@code secrets} under which {@code signature} signs a range of bytes; null if there
   * is none. The time does not depend on how much of the signature is right.
   *
   * @param signature hex digits of either case
   */
  public static @Nullable Secret secretOf(
      String signature, byte[] bytes, int from, int to, List<Secret> secrets) {
    byte[] given;
    try {
      given = HexFormat.of().parseHex(signature.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
    Secret found = null;
    for (Secret secret : secrets) {
      // no short cut: the time must not tell which of several secrets matches
      boolean matches = MessageDigest.isEqual(hmac(secret, bytes, from, to), given);
      found = matches ? secret : found;
    }
    return found;
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
