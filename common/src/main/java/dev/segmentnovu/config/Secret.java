package dev.segmentnovu.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must not be shown: {@link #toString()} hides it. */
public record Secret(String value) {

  private static final String HIDDEN = "******";

  /** A shorter part would stand in ordinary words, too. */
  private static final int SHORTEST_HIDDEN = 4;

  /**
   * Whether {@code candidate} is the secret, in time that does not tell how much of it is right.
   */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The text with asterisks in place of the secret. A secret that has characters other than visible
   * ASCII, at which a library may have cut or escaped it, is hidden in parts.
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
