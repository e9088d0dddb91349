package dev.segmentnovu.queue.redis.client;

import java.io.IOException;

/** The other side does not speak the protocol of Redis. */
final class NotRespException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 40;

  private final String said;
  private final boolean tls;

  /**
   * An exception that keeps the answer.
   *
   * @param said the first bytes of the answer, each as a character
   */
  NotRespException(String said) {
    super("Not a Redis");
    this.said = printable(said);
    // a record of TLS: an alert or a handshake, of version 3
    tls =
        said.length() > 1
            && (said.charAt(0) == 0x15 || said.charAt(0) == 0x16)
            && said.charAt(1) == 3;
  }

  /** The beginning of the answer, printable. */
  String said() {
    return said;
  }

  /** Whether the answer is TLS. */
  boolean speaksTls() {
    return tls;
  }

  /** The beginning of a text, without what a log cannot show. */
  static String printable(String text) {
    String clean = text.strip().replaceAll("[^ -~]", "?");
    return clean.length() > SHOWN ? clean.substring(0, SHOWN) + "…" : clean;
  }
}
