package dev.segmentnovu.worker;

import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
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
        Configs.with(QueueSettings.SHARDS, 3).and(QueueSettings.POLL, Duration.ofHours(1)).queue();
    RelayConfig.Source source =
        Sources.source("web")
            .novu(novu.url(), "secret")
            .timeout(Duration.ofSeconds(2))
            .workflow("User Registered", "welcome")
            .concurrency(1, 1)
            .build();
    var unused =
        vertx.deployVerticle(
            new WorkerVerticle(
                config,
                List.of(source),
                queue,
                new WorkerMeters(new SimpleMeterRegistry()),
                ScriptedConsumer.CLOCK,
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
