package dev.segmentnovu.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that ids, keys and fingerprints are made with. */
public final class Sha256 {

  private Sha256() {}

  /** One that has taken nothing in yet. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
