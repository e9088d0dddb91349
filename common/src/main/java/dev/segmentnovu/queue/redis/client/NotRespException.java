package dev.segmentnovu.queue.redis.client;

import java.io.IOException;

/** What answers does not speak the protocol of Redis. */
final class NotRespException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 40;

  private final String said;
  private final boolean tls;

  /**
   * An exception that keeps what was said.
   *
   * @param said its first bytes, each as a character
   */
  NotRespException(String said) {
    super("Not a Redis");
    this.said = printable(said);
    // an alert, or a handshake, of version 3
    tls =
        said.length() > 1
            && (said.charAt(0) == 0x15 || said.charAt(0) == 0x16)
            && said.charAt(1) == 3;
  }

  /** The beginning of what it said, fit for a log. */
  String said() {
    return said;
  }

  /** Whether it speaks TLS to a client that does not. */
  boolean speaksTls() {
    return tls;
  }

  static String printable(String text) {
    String clean = text.strip().replaceAll("[^ -~]", "?");
    return clean.length() > SHOWN ? clean.substring(0, SHOWN) + "…" : clean;
  }
}
