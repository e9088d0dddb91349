package dev.segmentnovu.worker.calls;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.RateBudget;
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
    var http = new NovuHttp(vertx, novu, connections, Clock.systemUTC());
    var sender = new CallSender(http, System::nanoTime);
    var scheduler = scheduler(vertx, novu, sender, connections);
    return new NovuClient(http, scheduler, System::nanoTime);
  }

  /** A scheduler that is granted no token, with {@code slots} call slots. */
  static CallScheduler scheduler(
      Vertx vertx, RelayConfig.Novu novu, Transport transport, int slots) {
    var meters = new WorkerMeters(new SimpleMeterRegistry()).source("web");
    RateBudget budget =
        (source, ask) -> {
          throw new AssertionError("Nothing limits these calls");
        };
    return new CallScheduler(
        vertx.getOrCreateContext(),
        "web",
        budget,
        transport,
        new ConcurrencyLimit(slots, slots),
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
  }
}
