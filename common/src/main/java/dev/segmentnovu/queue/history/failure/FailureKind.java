package dev.segmentnovu.queue.history.failure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the failures of a group have in common. Pure.
 *
 * @param workflow null if none was to be triggered, or it is not known
 * @param reason the reason of the dead letters
 * @param status Novu's HTTP status; null if there was no response
 * @param message what happened, without the values of an event, see {@link MessagePattern}
 */
public record FailureKind(
    @Nullable String workflow, String reason, @Nullable Integer status, String message) {

  private static final int FINGERPRINT_BYTES = 8;

  static FailureKind of(Failure failure) {
    return new FailureKind(
        failure.workflow(),
        failure.reason(),
        failure.status(),
        MessagePattern.of(failure.message()));
  }

  /** The fingerprint within a source: 16 hexadecimal digits, the same in every version. */
  public String fingerprint() {
    String all =
        String.join(
            "\n",
            workflow == null ? "" : workflow,
            reason,
            status == null ? "" : status.toString(),
            message);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
