package dev.segmentnovu.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of ids, keys and fingerprints. */
public final class Sha256 {

  private Sha256() {}

  /** A new digest. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
