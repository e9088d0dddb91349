package dev.segmentnovu.bench.plan;

import java.util.Locale;

/** What kind of events comes in, and on which route. */
public enum Scenario {
  /** Signed webhooks, a track each. */
  SINGLE("/webhooks/segment"),

  /** {@code POST /v1/batch} of an SDK, 100 tracks each. */
  BATCH("/v1/batch"),

  /** {@code POST /v1/track} of an SDK, a track each. */
  SDK("/v1/track"),

  /** Signed webhooks, every fourth an identify whose custom trait differs from the one before. */
  MIXED("/webhooks/segment"),

  /** As {@link #MIXED}, but a user's identify always says the same, as a page load's does. */
  REPEATS("/webhooks/segment");

  /** An identify and three tracks, in turn. */
  private static final int MIXED_CYCLE = 4;

  /** What ingest takes at most, with some room for the batch around the events. */
  private static final int MOST_BATCH_BYTES = 480_000;

  private static final int MOST_BATCH_EVENTS = 100;

  private final String path;

  Scenario(String path) {
    this.path = path;
  }

  public String path() {
    return path;
  }

  public boolean isSigned() {
    return this == SINGLE || hasIdentifies();
  }

  /** Whether every fourth event is an identify. */
  public boolean hasIdentifies() {
    return this == MIXED || this == REPEATS;
  }

  /**
   * Whether a request's events carry a mark by which the fake Novu recognises them. An identify
   * carries none: Novu need not see one that says nothing new or that a later one replaces.
   *
   * @param request its number in the run, from 0
   */
  public boolean isMarked(long request) {
    return !hasIdentifies() || request % MIXED_CYCLE != 0;
  }

  /** How many events were delivered if so many marks have reached Novu, about. */
  public long delivered(long marks) {
    return hasIdentifies() ? marks * MIXED_CYCLE / (MIXED_CYCLE - 1) : marks;
  }

  /** Events in a request whose events have so many bytes each. */
  public int eventsPerRequest(int payload) {
    return this == BATCH ? Math.max(1, Math.min(MOST_BATCH_EVENTS, MOST_BATCH_BYTES / payload)) : 1;
  }

  /** Its name on the command line and in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
