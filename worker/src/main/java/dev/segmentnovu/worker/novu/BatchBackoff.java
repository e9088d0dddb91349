package dev.segmentnovu.worker.novu;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether calls may be made in one: not for a time after Novu refused one as a whole, be it that
 * one part spoilt it or that an old Novu has no such call; longer each time that happens in a row.
 */
@EventLoopConfined
final class BatchBackoff {

  private static final Duration FIRST = Duration.ofSeconds(1);

  /** Doubled so often at most: some four minutes. */
  private static final int DOUBLINGS = 8;

  private record Pause(int refusals, long until) {}

  private final LongSupplier nanoTime;
  private final Map<BatchKind, Pause> pauses = new EnumMap<>(BatchKind.class);

  BatchBackoff(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  boolean allows(BatchKind kind) {
    Pause pause = pauses.get(kind);
    return pause == null || nanoTime.getAsLong() - pause.until >= 0;
  }

  /**
   * Novu has refused one as a whole; returns for how long none is made, zero if that is no news.
   */
  Duration refused(BatchKind kind) {
    if (!allows(kind)) {
      return Duration.ZERO;
    }
    Pause before = pauses.get(kind);
    int refusals = before == null ? 0 : before.refusals;
    Duration pause = FIRST.multipliedBy(1L << Math.min(refusals, DOUBLINGS));
    pauses.put(kind, new Pause(refusals + 1, nanoTime.getAsLong() + pause.toNanos()));
    return pause;
  }

  /** Novu has taken one. */
  void taken(BatchKind kind) {
    if (allows(kind)) {
      pauses.remove(kind);
    }
  }
}
