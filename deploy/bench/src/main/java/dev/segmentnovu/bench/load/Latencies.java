package dev.segmentnovu.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import org.HdrHistogram.Histogram;

/** Durations in microseconds. For use on one thread only. */
final class Latencies {
  private static final int DIGITS = 3;

  private final Histogram histogram = new Histogram(DIGITS);

  /**
   * Adds the duration from {@code from} to {@code to}, which are times of {@link TraceMark}; at
   * least 0.
   */
  void add(long from, long to, int times) {
    histogram.recordValueWithCount(Math.max(0, to - from), times);
  }

  void clear() {
    histogram.reset();
  }

  /** {@code {count, p50, p90, p99, p999, max}}, all but the count in microseconds. */
  ObjectNode json() {
    return EventCodec.JSON
        .createObjectNode()
        .put("count", histogram.getTotalCount())
        .put("p50", histogram.getValueAtPercentile(50))
        .put("p90", histogram.getValueAtPercentile(90))
        .put("p99", histogram.getValueAtPercentile(99))
        .put("p999", histogram.getValueAtPercentile(99.9))
        .put("max", histogram.getTotalCount() == 0 ? 0 : histogram.getMaxValue());
  }
}
