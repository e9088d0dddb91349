package dev.segmentnovu.worker;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several workers share one Redis; Novu fails at random; workers start and stop. */
final class OrderTest {

  private static final int USERS = 20;
  private static final int EVENTS = 25;

  private final String source = "o" + UUID.randomUUID().toString().replace("-", "");
  private final RelayConfig.Queue config =
      Configs.with(QueueSettings.SHARDS, 3)
          .and(QueueSettings.LEASE, Duration.ofSeconds(20))
          .and(QueueSettings.CLAIM_EVENTS, 4)
          .and(QueueSettings.POLL, Duration.ofMillis(50))
          .queue();
  private final RedisEventQueue queue = RedisEventQueue.connect(TestRedis.redis(), config);
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu = new ScriptedNovu(Vertx.vertx());

  /** One event loop of the server calls it, so it needs no lock. */
  private final SplittableRandom chance = new SplittableRandom(7);

  /** The user and number of each event that Novu accepted or refused for good, in order. */
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    get(vertx.close().toCompletionStage());
    queue.close();
    novu.close();
  }

  @Test
  void each_users_events_are_delivered_once_and_in_order_despite_failures() {
    novu.script(
        request -> {
          if (request.path().endsWith("/bulk") && chance.nextInt(30) == 0) {
            return response(500, "{\"message\":\"x\"}");
          }
          return ScriptedNovu.each(request, this::answer);
        });
    List<String> workers = new ArrayList<>();
    IntStream.range(0, 3).forEach(i -> workers.add(start(i)));
    for (int n = 0; n < EVENTS; n++) {
      for (int user = 0; user < USERS; user++) {
        track("u" + user, n);
      }
      if (n == EVENTS / 2) {
        get(vertx.undeploy(workers.get(0)).toCompletionStage());
        start(9);
      }
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> stats().depth() == 0);
    QueueStats stats = stats();
    assertThat(stats.totals().delivered() + stats.dead()).isEqualTo(USERS * EVENTS);
    Map<String, List<Integer>> finished = new HashMap<>();
    for (String id : done) {
      String[] parts = id.split("-", 2);
      finished.computeIfAbsent(parts[0], user -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
    }
    assertThat(novu.received)
        .as("some were made together")
        .anyMatch(request -> request.parts().size() > 1);
    assertThat(novu.received)
        .as("none with two of a user")
        .allMatch(
            request ->
                request.parts().stream().map(OrderTest::user).distinct().count()
                    == request.parts().size());
    assertThat(finished).hasSize(USERS);
    assertThat(finished.values())
        .allSatisfy(
            order -> assertThat(order).isEqualTo(IntStream.range(0, EVENTS).boxed().toList()));
  }

  /** An event is finished if Novu accepted it or refused it for good. */
  private Optional<Fault> answer(ScriptedNovu.Received part) {
    int dice = chance.nextInt(10);
    boolean alone = !part.path().endsWith("/bulk");
    int status = dice < 2 ? 500 : dice < 3 ? 422 : 201;
    if (status == 201 || (status == 422 && alone)) {
      done.add(user(part) + "-" + part.json().at("/payload/n").asInt());
    }
    return status == 201 ? AS_NOVU : response(status, "{\"message\":\"x\"}");
  }

  private static String user(ScriptedNovu.Received part) {
    return part.json().at("/to/subscriberId").asText();
  }

  private String start(int seed) {
    var of =
        Sources.source(source)
            .novu(novu.url(), "secret")
            .timeout(Duration.ofSeconds(5))
            .workflow("Happened", "welcome")
            .retry(Duration.ofMillis(2), Duration.ofMillis(10), Duration.ofHours(1))
            .build();
    return get(
        vertx
            .deployVerticle(
                new WorkerVerticle(
                    config,
                    List.of(of),
                    queue,
                    new WorkerMeters(new SimpleMeterRegistry()),
                    Clock.systemUTC(),
                    new SplittableRandom(seed)))
            .toCompletionStage());
  }

  private void track(String user, int n) {
    String id = user + "-" + n;
    String body =
        "{\"userId\":\"%s\",\"event\":\"Happened\",\"properties\":{\"n\":%d}}".formatted(user, n);
    byte[] entry =
        EventCodec.encode(
            Events.of(EventType.TRACK, body).messageId(id).receivedAt(Instant.now()).stored());
    get(queue.enqueue(source, List.of(new NewEvent(user, id, entry))));
  }

  private QueueStats stats() {
    return get(queue.stats(source));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
