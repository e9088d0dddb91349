package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.BatchKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long no batch of a kind is sent after Novu refused one as a whole, because of one invalid
 * call or because an old Novu has no such endpoint. The time doubles with each refusal in a row.
 */
@EventLoopConfined
final class BatchBackoff {

  private static final Duration FIRST = Duration.ofSeconds(1);

  /** From one second up to about four minutes. */
  private static final int MAX_DOUBLINGS = 8;

  private record Refused(int times, long untilNanos) {}

  private final LongSupplier nanoTime;
  private final Map<BatchKind, Refused> refused = new EnumMap<>(BatchKind.class);

  BatchBackoff(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether a batch may be sent now. */
  boolean allows(BatchKind kind) {
    Refused last = refused.get(kind);
    return last == null || nanoTime.getAsLong() - last.untilNanos >= 0;
  }

  /**
   * Novu refused a batch as a whole.
   *
   * @return how long no batch is sent; zero if no batch was allowed already
   */
  Duration refused(BatchKind kind) {
    if (!allows(kind)) {
      return Duration.ZERO;
    }
    Refused before = refused.get(kind);
    int times = before == null ? 0 : before.times;
    Duration pause = FIRST.multipliedBy(1L << Math.min(times, MAX_DOUBLINGS));
    refused.put(kind, new Refused(times + 1, nanoTime.getAsLong() + pause.toNanos()));
    return pause;
  }

  /** Novu accepted a batch. */
  void accepted(BatchKind kind) {
    if (allows(kind)) {
      refused.remove(kind);
    }
  }
}
