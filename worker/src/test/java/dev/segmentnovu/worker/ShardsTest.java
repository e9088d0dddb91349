package dev.segmentnovu.worker;

import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the shards of a source share the claim window of a worker. */
final class ShardsTest {

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu = new ScriptedNovu(vertx);

  @AfterEach
  void close() {
    novu.close();
  }

  @Test
  void a_shard_with_an_endless_queue_leaves_capacity_for_the_others() {
    var numbers = new AtomicInteger();
    var queue =
        new ScriptedConsumer(
            3,
            (shard, users) ->
                shard == 2
                    ? List.of(ScriptedConsumer.user(2, "patient", null, 0))
                    : List.of(
                        ScriptedConsumer.user(
                            shard, "busy" + shard, null, numbers.incrementAndGet())),
            settlement -> SettleResult.APPLIED);
    var config =
        new RelayConfig.Queue(
            3,
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            10,
            5,
            Configs.defaults().queue().failures(),
            Configs.defaults().queue().unmapped(),
            Duration.ofDays(7),
            Duration.ofHours(1));
    RelayConfig.Source source =
        Sources.of(
                "web",
                List.of(),
                List.of(),
                new RelayConfig.Novu(novu.url(), new Secret("secret"), Duration.ofSeconds(2)),
                Mappings.of(Map.of("User Registered", "welcome")),
                Configs.defaults().sources().get(0).retry())
            .with(new RelayConfig.Concurrency(1, 1));
    var unused =
        vertx.deployVerticle(
            new WorkerVerticle(
                config,
                List.of(source),
                queue,
                new WorkerMeters(new SimpleMeterRegistry()),
                Clock.systemUTC(),
                RandomGenerator.of("SplittableRandom")));

    await()
        .until(
            () ->
                List.of("busy0", "busy1", "patient").stream()
                    .allMatch(
                        user ->
                            novu.received.stream().filter(r -> r.body().contains(user)).count()
                                >= 2));
  }
}
