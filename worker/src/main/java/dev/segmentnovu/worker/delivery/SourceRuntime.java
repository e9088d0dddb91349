package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.calls.CallScheduler;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.health.SourceHealth;
import dev.segmentnovu.worker.health.SourceMeters;
import dev.segmentnovu.worker.mapping.EventMapper;
import java.time.Duration;

/**
 * The parts that deliver the events of one source in one worker. An event uses the parts with which
 * it started. A change of the configuration replaces the parts for the events after it.
 *
 * @param source the configuration
 * @param mapper maps an event to requests to Novu
 * @param novu makes the calls
 * @param retry decides when a failed event is tried again
 * @param health whether the source pauses
 * @param scheduler queues the calls
 * @param meters count what happens
 */
public record SourceRuntime(
    RelayConfig.Source source,
    EventMapper mapper,
    NovuClient novu,
    RetryPolicy retry,
    SourceHealth health,
    CallScheduler scheduler,
    SourceMeters meters) {

  /** How long a lease must last after the timeout of the calls, for the settlement. */
  public static final Duration SETTLEMENT_RESERVE = Duration.ofSeconds(1);

  /** How long a lease must last when a call starts: for the call and its settlement. */
  Duration reserve() {
    return novu.novu().timeout().plus(SETTLEMENT_RESERVE);
  }
}
