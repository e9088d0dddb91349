package dev.segmentnovu.event;

/** Limits on the JSON of an event, besides its size. */
public final class JsonLimits {

  /** Levels of objects and arrays, with the event itself. */
  public static final int MAX_DEPTH = 64;

  /** Characters of a number. */
  public static final int MAX_NUMBER_CHARS = 1_000;

  /**
   * Largest exponent of a number, of either sign. A double, which is all that Novu reads, ends at
   * 308. Java's BigDecimal goes to 2147483647, and such a number has gigabytes when it is written
   * without the exponent.
   */
  public static final int MAX_EXPONENT = 1_000;

  private JsonLimits() {}
}
