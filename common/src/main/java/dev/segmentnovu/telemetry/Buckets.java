package dev.segmentnovu.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The upper bounds of the buckets of the histograms. */
public enum Buckets {
  /** Answers of ingest: milliseconds to the time that a client waits. */
  REQUEST(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000),
  /** Calls of Novu: to the longest timeout. */
  CALL(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000),
  /** From acceptance to delivery: a fraction of a second, 30 s (the objective), hours, days. */
  LATENCY(
      50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
      10_800_000, 43_200_000, 86_400_000, 259_200_000);

  private final Duration[] bounds;

  Buckets(long... millis) {
    bounds = new Duration[millis.length];
    for (int i = 0; i < millis.length; i++) {
      bounds[i] = Duration.ofMillis(millis[i]);
    }
  }

  /** A timer that is a histogram with these buckets. */
  public Timer.Builder histogram(String name, String description) {
    // an expected value beyond the last bound would be clamped to it
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(bounds)
        .maximumExpectedValue(bounds[bounds.length - 1]);
  }
}
