package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Readiness;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process can accept events, judged by its latest writes. They show problems that a
 * probe without writes cannot find, such as a missing permission for one command, and cost Redis
 * nothing. Safe for use from any thread.
 */
final class Acceptance {

  /**
   * A process that is not ready gets no events, so no write shows that Redis works again. After
   * this long without a failed write, the process is ready, and the next event is the test.
   */
  static final Duration RECENT = Duration.ofSeconds(10);

  /**
   * Writes count as failing only if none succeeds for this long: one event that cannot be written
   * is no outage.
   */
  static final Duration STREAK = Duration.ofSeconds(1);

  /**
   * Failed writes since the latest successful one.
   *
   * @param reason of the latest
   * @param sinceNanos when the first ended
   * @param atNanos when the latest ended
   */
  private record Failing(String reason, long sinceNanos, long atNanos) {}

  private final LongSupplier nanoTime;
  private volatile @Nullable Failing failing;

  /**
   * A process that has written nothing yet.
   *
   * @param nanoTime like {@link System#nanoTime()}
   */
  Acceptance(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A producer like {@code other} that also records the outcome of each write. */
  EventProducer noting(EventProducer other) {
    return (source, events) ->
        other.enqueue(source, events).whenComplete((result, failure) -> note(result));
  }

  /** Ready like {@code other}, and not ready while writes fail. */
  Readiness guarding(Readiness other) {
    return () -> other.unready().thenApply(why -> why.or(this::failure));
  }

  private void note(@Nullable EnqueueResult result) {
    Failing before = failing;
    Optional<String> reason =
        result == null
            ? Optional.of("The write ended with a bug; the log shows it")
            : failure(result);
    if (reason.isPresent()) {
      long now = nanoTime.getAsLong();
      failing = new Failing(reason.get(), before == null ? now : before.sinceNanos, now);
    } else if (before != null) {
      failing = null;
    }
  }

  /** Why the write failed; empty if it succeeded. */
  private static Optional<String> failure(EnqueueResult result) {
    return result.match(
        accepted -> Optional.empty(),
        () ->
            Optional.of(
                "Redis has no memory left for events. Let the workers deliver, delete dead letters,"
                    + " or raise maxmemory"),
        unavailable -> Optional.of(unavailable.reason()),
        unreplicated -> Optional.of(unreplicated.reason()));
  }

  private Optional<String> failure() {
    Failing now = failing;
    long time = nanoTime.getAsLong();
    return now != null
            && time - now.atNanos <= RECENT.toNanos()
            && time - now.sinceNanos >= STREAK.toNanos()
        ? Optional.of(now.reason)
        : Optional.empty();
  }
}
