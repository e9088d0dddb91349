package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.admin.QueueStats.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Computes how fast a source's counters grew over the last minute, from samples of the counters.
 */
@EventLoopConfined
final class RateWindow {

  /** Older samples are dropped. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Growth in events per second. */
  record Rates(double enqueued, double delivered, double died) {}

  private record Sample(Instant at, Totals totals) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /**
   * Adds a sample. If the time or a counter is lower than in the sample before (the clock was set
   * back, Redis was emptied), all earlier samples are dropped, since a difference to them would
   * mean nothing.
   */
  void add(Instant at, Totals totals) {
    Sample last = samples.peekLast();
    if (last != null && (!last.at.isBefore(at) || decreased(last.totals, totals))) {
      samples.clear();
    }
    samples.add(new Sample(at, totals));
    dropBefore(at.minus(WINDOW));
  }

  /** The rates over the minute before {@code now}; empty if it has fewer than two samples. */
  Optional<Rates> rates(Instant now) {
    dropBefore(now.minus(WINDOW));
    Sample first = samples.peekFirst();
    Sample last = samples.peekLast();
    if (first == null || last == null || samples.size() < 2) {
      return Optional.empty();
    }
    double seconds = Duration.between(first.at, last.at).toNanos() / 1e9;
    Totals from = first.totals;
    Totals to = last.totals;
    return Optional.of(
        new Rates(
            (to.enqueued() - from.enqueued()) / seconds,
            (to.delivered() - from.delivered()) / seconds,
            (to.died() - from.died()) / seconds));
  }

  private void dropBefore(Instant oldest) {
    Sample first = samples.peekFirst();
    while (first != null && first.at.isBefore(oldest)) {
      samples.removeFirst();
      first = samples.peekFirst();
    }
  }

  private static boolean decreased(Totals from, Totals to) {
    return to.enqueued() < from.enqueued()
        || to.delivered() < from.delivered()
        || to.died() < from.died();
  }
}
