package dev.segmentnovu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** After an exception on the path of an event, the worker continues and loses no slot. */
final class ThrownInWorkerTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The part that throws, once or several times. */
  private enum Thrower {
    CLAIM,
    SETTLE,
    BUDGET,
    CLOCK
  }

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu = new ScriptedNovu(vertx);

  @AfterEach
  void close() throws Exception {
    novu.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  static Stream<Arguments> throwers() {
    List<Supplier<Throwable>> throwables =
        List.of(
            () -> new IllegalStateException("bug"),
            StackOverflowError::new,
            () -> new NoClassDefFoundError("dev/segmentnovu/Missing"));
    return Stream.of(Thrower.values())
        .flatMap(who -> throwables.stream().map(thrown -> Arguments.of(who, thrown.get())));
  }

  @ParameterizedTest
  @MethodSource("throwers")
  void after_an_exception_the_event_is_delivered_and_its_slot_is_free(Thrower who, Throwable thrown)
      throws Exception {
    var left = new AtomicInteger(2);
    var held = new AtomicBoolean();
    var delivered = new AtomicBoolean();
    var queue =
        new ScriptedConsumer(
            1,
            (shard, users) -> {
              throwFrom(who, Thrower.CLAIM, left, thrown);
              return delivered.get() || held.getAndSet(true)
                  ? List.of()
                  : List.of(ScriptedConsumer.user(0, "u", null, 1));
            },
            settlement -> {
              throwFrom(who, Thrower.SETTLE, left, thrown);
              held.set(false);
              if (settlement.settled().stream().anyMatch(Settled.Delivered.class::isInstance)) {
                delivered.set(true);
              }
              return SettleResult.APPLIED;
            });
    queue.budget =
        (source, ask) -> {
          throwFrom(who, Thrower.BUDGET, left, thrown);
          return CompletableFuture.completedFuture(
              new RateBudget.Grant(
                  ask.tokens(), Duration.ZERO, ask.tokens(), RateBudget.BatchGrant.NONE));
        };
    var meters = new WorkerMeters(new SimpleMeterRegistry());
    String id =
        vertx
            .deployVerticle(
                new WorkerVerticle(
                    config(),
                    List.of(source()),
                    queue,
                    meters,
                    new Clock() {
                      @Override
                      public ZoneId getZone() {
                        return Clock.systemUTC().getZone();
                      }

                      @Override
                      public Clock withZone(ZoneId zone) {
                        return this;
                      }

                      @Override
                      public Instant instant() {
                        throwFrom(who, Thrower.CLOCK, left, thrown);
                        return Instant.parse("2026-11-23T16:01:00Z");
                      }
                    },
                    RandomGenerator.of("SplittableRandom")))
            .await(10, TimeUnit.SECONDS);

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              // a user whose settlement was lost is claimed again when its lease ends
              if (meters.inFlight().get() == 0) {
                held.set(false);
              }
              return delivered.get();
            });
    assertThat(left.get()).isLessThanOrEqualTo(0);
    await().atMost(LIMIT).until(() -> meters.inFlight().get() == 0);
    // a worker with a wrong count of users would never finish draining
    vertx.undeploy(id).await(20, TimeUnit.SECONDS);
  }

  private static void throwFrom(
      Thrower wanted, Thrower here, AtomicInteger left, Throwable thrown) {
    if (wanted == here && left.getAndDecrement() > 0) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  private static RelayConfig.Queue config() {
    return Configs.with(QueueSettings.POLL, Duration.ofMillis(50)).queue();
  }

  private RelayConfig.Source source() {
    return Sources.source("web")
        .novu(novu.url(), "secret")
        .timeout(Duration.ofSeconds(2))
        // so that calls need tokens of the budget
        .limits(100)
        .workflow("User Registered", "welcome")
        .retry(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(1))
        .concurrency(1, 1)
        .build();
  }
}
