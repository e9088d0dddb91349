package dev.segmentnovu.worker.testing;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.worker.calls.CallScheduler;
import dev.segmentnovu.worker.calls.CallSender;
import dev.segmentnovu.worker.calls.CapacitySignal;
import dev.segmentnovu.worker.calls.ConcurrencyLimit;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.health.IdempotencyWatch;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.novu.http.NovuHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** A client as a worker makes it, for a Novu that does not limit calls. */
public final class TestClient {

  /** Longer than any test. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  private TestClient() {}

  /**
   * The client, to be used on the event loop of the calling thread.
   *
   * @param connections how many calls may be in flight
   */
  public static NovuClient of(Vertx vertx, RelayConfig.Novu novu, int connections) {
    var meters = new WorkerMeters(new SimpleMeterRegistry()).source("web");
    var http = new NovuHttp(vertx, novu, connections, Clock.systemUTC());
    RateBudget budget =
        (source, ask) -> {
          throw new AssertionError("Nothing limits these calls");
        };
    var scheduler =
        new CallScheduler(
            vertx.getOrCreateContext(),
            "web",
            budget,
            new CallSender(http, System::nanoTime),
            new ConcurrencyLimit(connections, connections),
            Map.of(),
            new IdempotencyWatch(
                "web",
                novu.fingerprint(),
                meters,
                (source, honoured) -> CompletableFuture.completedFuture(null)),
            meters,
            new CapacitySignal(),
            System::nanoTime,
            RandomGenerator.of("SplittableRandom"));
    return new NovuClient(http, scheduler, System::nanoTime);
  }
}
