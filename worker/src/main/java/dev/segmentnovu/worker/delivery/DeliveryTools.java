package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.telemetry.trace.Tracing;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What all deliveries of a worker share.
 *
 * @param queue the limits of the queue
 * @param clock the time
 * @param random spreads the retries of users that failed together
 * @param deadLetters writes dead letters
 * @param failures logs failures that affect many users at once
 * @param tracing begins the spans of deliveries
 */
public record DeliveryTools(
    RelayConfig.Queue queue,
    Clock clock,
    RandomGenerator random,
    DeadLetterWriter deadLetters,
    DeliveryFailures failures,
    Tracing tracing) {

  /** The tools of one worker. */
  public DeliveryTools(
      RelayConfig.Queue queue, Clock clock, RandomGenerator random, Tracing tracing) {
    this(
        queue, clock, random, new DeadLetterWriter(clock, random), new DeliveryFailures(), tracing);
  }
}
