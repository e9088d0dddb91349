package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.worker.delivery.log.DeliveryLog;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What all deliveries of a worker share.
 *
 * @param queue the limits of the queue
 * @param clock the time
 * @param random spreads the retries of users that failed together
 * @param deadLetters writes dead letters
 * @param log says what becomes of events
 * @param tracing begins the spans of deliveries
 */
public record DeliveryTools(
    RelayConfig.Queue queue,
    Clock clock,
    RandomGenerator random,
    DeadLetterWriter deadLetters,
    DeliveryLog log,
    Tracing tracing) {

  /**
   * The tools of one worker.
   *
   * @param failures limit the lines of failures; shared by the workers of the process
   */
  public DeliveryTools(
      RelayConfig.Queue queue,
      Clock clock,
      RandomGenerator random,
      Tracing tracing,
      FailureLogs failures) {
    this(
        queue,
        clock,
        random,
        new DeadLetterWriter(clock, random),
        new DeliveryLog(failures),
        tracing);
  }
}
