package dev.segmentnovu.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The upper bounds of the buckets of a histogram.
 *
 * @param bounds in ascending order, at least one
 */
public record Buckets(List<Duration> bounds) {

  /** Answers of ingest: a millisecond to the time that a client waits. */
  public static final Buckets REQUEST =
      of("1ms 2ms 5ms 10ms 25ms 50ms 100ms 250ms 500ms 1s 2.5s 5s 10s");

  /** Calls of Novu: to the longest usual timeout. */
  public static final Buckets CALL = of("10ms 25ms 50ms 100ms 250ms 500ms 1s 2.5s 5s 10s 30s");

  /** From acceptance to delivery: a fraction of a second, 30 s (the objective), hours, 3 days. */
  public static final Buckets LATENCY =
      of("50ms 100ms 250ms 500ms 1s 2.5s 5s 10s 30s 1m 5m 15m 1h 3h 12h 24h 72h");

  /** Buckets with a copy of these bounds. */
  public Buckets {
    bounds = List.copyOf(bounds);
  }

  private static Buckets of(String bounds) {
    return new Buckets(Stream.of(bounds.split(" ")).map(Buckets::duration).toList());
  }

  private static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.parse("PT" + text);
  }

  /** A timer that is a histogram with these buckets. */
  public Timer.Builder histogram(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(bounds.toArray(Duration[]::new));
  }
}
