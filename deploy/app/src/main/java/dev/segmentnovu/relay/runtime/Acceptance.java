package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Readiness;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether events can be accepted, by how the last writes of this process ended. It finds what a
 * probe that writes nothing cannot, such as a permission for a single command, and costs Redis
 * nothing. Safe for use from any thread.
 */
final class Acceptance {

  /**
   * A process that is not ready gets no events, so nothing shows that writes work again: after this
   * long without a failed write the next event is the test.
   */
  static final Duration RECENT = Duration.ofSeconds(10);

  /** Writes fail only if none works for so long: one event that cannot be written is no outage. */
  static final Duration STREAK = Duration.ofSeconds(1);

  /**
   * Writes that failed, with none that worked since.
   *
   * @param reason of the last
   * @param since when the first ended
   * @param at when the last ended
   */
  private record Failing(String reason, long since, long at) {}

  private final LongSupplier nanoTime;
  private volatile @Nullable Failing failing;

  /**
   * Nothing has been written yet.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  Acceptance(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** As {@code other}, and notes how each write ends. */
  EventProducer noting(EventProducer other) {
    return (source, events) ->
        other.enqueue(source, events).whenComplete((result, failure) -> note(result));
  }

  /** As {@code other}, and not ready while writes fail. */
  Readiness guarding(Readiness other) {
    return () -> other.unready().thenApply(why -> why.or(this::failure));
  }

  private void note(@Nullable EnqueueResult result) {
    Failing before = failing;
    if (result instanceof EnqueueResult.Accepted) {
      if (before != null) {
        failing = null;
      }
      return;
    }
    long now = nanoTime.getAsLong();
    failing = new Failing(reason(result), before == null ? now : before.since, now);
  }

  private static String reason(@Nullable EnqueueResult result) {
    if (result instanceof EnqueueResult.Unavailable away) {
      return away.reason();
    }
    if (result instanceof EnqueueResult.Unreplicated missing) {
      return missing.reason();
    }
    return result instanceof EnqueueResult.Full
        ? "Redis has no memory left for events. Let the workers deliver, delete dead letters, or"
            + " raise maxmemory"
        : "The write ended with a bug; the log shows it";
  }

  private Optional<String> failure() {
    Failing now = failing;
    long time = nanoTime.getAsLong();
    return now != null && time - now.at <= RECENT.toNanos() && time - now.since >= STREAK.toNanos()
        ? Optional.of(now.reason)
        : Optional.empty();
  }
}
