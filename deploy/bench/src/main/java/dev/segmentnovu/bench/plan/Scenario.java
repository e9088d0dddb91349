package dev.segmentnovu.bench.plan;

import java.util.Locale;

/** The events of a load, and the entry point that receives them. */
public enum Scenario {
  /** Signed webhooks, one track each. */
  SINGLE("/webhooks/segment"),

  /** {@code POST /v1/batch} of an SDK, 100 tracks each. */
  BATCH("/v1/batch"),

  /** {@code POST /v1/track} of an SDK, one track each. */
  SDK("/v1/track"),

  /**
   * Signed webhooks. Every fourth event is an identify whose custom trait differs from the previous
   * one.
   */
  MIXED("/webhooks/segment"),

  /**
   * Like {@link #MIXED}, but the identifies of a user are all the same, like those of page loads.
   */
  REPEATS("/webhooks/segment");

  /** An identify and three tracks, in turn. */
  private static final int MIXED_CYCLE = 4;

  /** The largest batch that ingest accepts, less some space for the batch's own fields. */
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
   * Whether a request's events have a mark by which the fake Novu recognises them. An identify has
   * none: Novu does not get an identify that says nothing new, or that a later one replaces.
   *
   * @param request its number in the run, from 0
   */
  public boolean isMarked(long request) {
    return !hasIdentifies() || request % MIXED_CYCLE != 0;
  }

  /** About how many events were delivered if this many marks have reached Novu. */
  public long delivered(long marks) {
    return hasIdentifies() ? marks * MIXED_CYCLE / (MIXED_CYCLE - 1) : marks;
  }

  /** How many events of this size fit into a request. */
  public int eventsPerRequest(int payload) {
    return this == BATCH ? Math.max(1, Math.min(MOST_BATCH_EVENTS, MOST_BATCH_BYTES / payload)) : 1;
  }

  /** Its name on the command line and in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
