package dev.segmentnovu.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must not be shown: {@link #toString()} hides it. */
public record Secret(String value) {

  /**
   * Whether {@code candidate} is the secret, in time that does not tell how much of it is right.
   */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "******";
  }
}
