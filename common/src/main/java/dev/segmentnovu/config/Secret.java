package dev.segmentnovu.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must not appear anywhere: {@link #toString()} hides it. */
public record Secret(String value) {

  private static final String HIDDEN = "******";

  /** Ordinary words contain shorter parts, too. */
  private static final int SHORTEST_HIDDEN = 4;

  /**
   * Whether {@code candidate} is the secret. The time it takes does not depend on how much of it is
   * right.
   */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The text with asterisks in place of the secret. A library may have cut or escaped a secret at
   * characters other than visible ASCII; the parts between these are hidden.
   */
  public String hideIn(String text) {
    String hidden = text;
    for (String part : value.split("[^!-~]+", -1)) {
      if (part.length() >= SHORTEST_HIDDEN) {
        hidden = hidden.replace(part, HIDDEN);
      }
    }
    return hidden;
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
