package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.config.RelayConfig;
import java.time.Duration;
import java.time.Instant;

/** When a failed event is tried again: exponential backoff, full jitter, a cap and an end. Pure. */
public final class RetryPolicy {

  private final RelayConfig.Retry config;

  public RetryPolicy(RelayConfig.Retry config) {
    this.config = config;
  }

  /**
   * How long to wait after the {@code failures}-th failure.
   *
   * @param failures at least 1
   * @param random from 0 (inclusive) to 1 (exclusive); spreads users that failed together
   * @param notBefore a lower bound, such as Novu's {@code Retry-After}; the jitter is added to it,
   *     because many users can have the same bound
   * @return from {@code notBefore} to the cap later
   */
  Duration delay(int failures, double random, Duration notBefore) {
    double cap = config.max().toMillis();
    double bound = Math.min(cap, config.initial().toMillis() * Math.pow(2, failures - 1));
    return notBefore.plusMillis((long) (bound * random));
  }

  /**
   * Whether an attempt at {@code next} comes too late for an event first tried at {@code first}.
   */
  boolean isOver(Instant first, Instant next) {
    return next.isAfter(first.plus(config.window()));
  }
}
