package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.queue.QueueStats.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * How fast a source's counters grew over the last minute, from samples of them. Not safe for use
 * from several threads.
 */
final class RateWindow {

  /** How far back samples count. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Events a second. */
  record Rates(double enqueued, double delivered, double died) {}

  private record Sample(Instant at, Totals totals) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /**
   * Adds a sample. Where time or a counter went backwards (a clock was set, Redis was emptied) all
   * earlier ones are forgotten: a difference to them would mean nothing.
   */
  void add(Instant at, Totals totals) {
    Sample last = samples.peekLast();
    if (last != null && (!last.at.isBefore(at) || shrank(last.totals, totals))) {
      samples.clear();
    }
    samples.add(new Sample(at, totals));
    forgetBefore(at.minus(WINDOW));
  }

  /** The rates over the minute before {@code now}; empty with fewer than two samples in it. */
  Optional<Rates> rates(Instant now) {
    forgetBefore(now.minus(WINDOW));
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

  private void forgetBefore(Instant oldest) {
    Sample first = samples.peekFirst();
    while (first != null && first.at.isBefore(oldest)) {
      samples.removeFirst();
      first = samples.peekFirst();
    }
  }

  private static boolean shrank(Totals from, Totals to) {
    return to.enqueued() < from.enqueued()
        || to.delivered() < from.delivered()
        || to.died() < from.died();
  }
}
