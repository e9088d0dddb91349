package dev.segmentnovu.config;

/**
 * The limits of one request to an entry point of ingest.
 *
 * @param eventBytes largest event, with the batch's {@code context} and {@code integrations}, which
 *     are stored with it
 * @param events most events in a body
 * @param bodyBytes largest body, as sent and unpacked
 * @param storedBytes most bytes that the events of a body may take in the queue; not below {@code
 *     bodyBytes}
 */
public record BodyLimits(int eventBytes, int events, int bodyBytes, int storedBytes) {

  /** Bytes that one request of the largest size has in flight: as sent, unpacked, and as stored. */
  public long inFlight() {
    return 2L * bodyBytes + storedBytes;
  }
}
