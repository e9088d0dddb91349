package dev.segmentnovu.relay.bench;

import java.util.Locale;

/** What kind of events comes in, and on which route. */
public enum Scenario {
  /** Signed webhooks, a track each. */
  SINGLE("/webhooks/segment"),

  /** {@code POST /v1/batch} of an SDK, 100 tracks each. */
  BATCH("/v1/batch"),

  /** {@code POST /v1/track} of an SDK, a track each. */
  SDK("/v1/track"),

  /** Signed webhooks, an identify with known traits only and a track in turn. */
  MIXED("/webhooks/segment");

  /** What ingest takes at most, with some room for the batch around the events. */
  private static final int MOST_BATCH_BYTES = 480_000;

  private static final int MOST_BATCH_EVENTS = 100;

  private final String path;

  Scenario(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  boolean isSigned() {
    return this == SINGLE || this == MIXED;
  }

  /** Events in a request whose events have so many bytes each. */
  int eventsPerRequest(int payload) {
    return this == BATCH ? Math.max(1, Math.min(MOST_BATCH_EVENTS, MOST_BATCH_BYTES / payload)) : 1;
  }

  /** Its name on the command line and in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
