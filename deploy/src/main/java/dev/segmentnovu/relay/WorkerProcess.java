package dev.segmentnovu.relay;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.RedisEventQueue;
import dev.segmentnovu.worker.WorkerMeters;
import dev.segmentnovu.worker.WorkerVerticle;
import java.time.Duration;
import java.util.Comparator;
import java.util.SplittableRandom;

/** The half that delivers: workers that share the process's concurrency, and the ops port. */
final class WorkerProcess {

  /** For the settlements that follow the last calls. */
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(10);

  private WorkerProcess() {}

  /**
   * Starts it; the foundation's shutdown stops it.
   *
   * @throws CannotRunException if the ops port is taken
   */
  static void start(
      Foundation foundation, RelayConfig config, RedisEventQueue queue, RedisWatch watch) {
    foundation.deploy(
        "the ops port " + config.ops().port(),
        () ->
            new OpsVerticle(
                config.ops(),
                foundation.registry(),
                watch.guarding(Foundation.readiness(queue, config.sources()))),
        1);
    int instances = Math.min(Cores.available(), config.queue().concurrency());
    RelayConfig.Queue share = share(config.queue(), instances);
    var meters = new WorkerMeters(foundation.registry());
    foundation.deploy(
        "the workers",
        () ->
            new WorkerVerticle(
                share, config.sources(), queue, meters, foundation.clock(), new SplittableRandom()),
        instances,
        longestCall(config).plus(DRAIN_MARGIN));
  }

  /** How long a worker may have to wait for the calls that are in flight when it is to stop. */
  private static Duration longestCall(RelayConfig config) {
    return config.sources().stream()
        .map(source -> source.novu().timeout())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The part of the concurrency that each of so many instances has, rounded up. */
  static RelayConfig.Queue share(RelayConfig.Queue queue, int instances) {
    return new RelayConfig.Queue(
        queue.shards(),
        queue.lease(),
        queue.deduplication(),
        queue.claimEvents(),
        (queue.concurrency() + instances - 1) / instances,
        queue.maxClaims(),
        queue.failures(),
        queue.unmapped(),
        queue.maxEventAge(),
        queue.poll());
  }
}
