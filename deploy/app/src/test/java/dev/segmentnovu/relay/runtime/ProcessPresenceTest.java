package dev.segmentnovu.relay.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.Presence;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process reports itself to a real Redis, and follows the pauses of operators. */
final class ProcessPresenceTest {

  private final Vertx vertx = Vertx.vertx();
  private final RedisEventQueue queue =
      RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
  private final OperatorQueue operators = queue.operatorQueue(List::of, new ActivityRecorder());
  private final String source = "p" + UUID.randomUUID();
  private final Heartbeat first =
      new Heartbeat("host-" + UUID.randomUUID(), Role.WORKER, "1", Instant.now(), List.of());
  private final List<Pauses> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    get(operators.pauses().resume(source));
    get(vertx.close().toCompletionStage());
    get(queue.presence().leave(first));
    queue.close();
  }

  @Test
  void a_process_reports_its_sources_until_it_stops() {
    var users = new AtomicInteger(3);
    ProcessPresence presence =
        start(
            queue.presence(),
            () ->
                Future.succeededFuture(
                    List.of(new Heartbeat.Source(source, SourceState.RUNNING, users.get()))));
    await().until(() -> seen().stream().anyMatch(seen -> seen.heartbeat().users() == 3));
    users.set(4);
    await().until(() -> seen().stream().anyMatch(seen -> seen.heartbeat().users() == 4));

    get(presence.stop().toCompletionStage());
    assertThat(seen()).isEmpty();
  }

  @Test
  void the_process_hears_of_each_pause_and_resume() {
    start(queue.presence(), () -> Future.succeededFuture(List.of()));

    get(operators.pauses().pause(source, "ada", null));
    await().until(() -> !heard.isEmpty() && isPaused());
    get(operators.pauses().resume(source));
    await().until(() -> !isPaused());
  }

  /** A worker that starts must know before it claims. */
  @Test
  void the_first_report_returns_what_is_paused() {
    get(operators.pauses().pause(source, "ada", null));

    assertThat(ProcessPresence.begin(queue.presence(), first).state(source)).isPresent();
    assertThat(seen()).hasSize(1);
  }

  @Test
  void without_redis_a_process_that_starts_knows_no_pauses() {
    try (var away =
        RedisEventQueue.connect(
            TestRedis.redis("redis://127.0.0.1:1"), Configs.defaults().queue())) {
      assertThat(ProcessPresence.begin(away.presence(), first)).isEqualTo(Pauses.unknown());
    }
  }

  @Test
  void while_redis_does_not_answer_the_last_known_pauses_stay() {
    var answers = new AtomicBoolean(true);
    var failures = new AtomicInteger();
    Presence real = queue.presence();
    start(
        new Presence() {
          @Override
          public CompletionStage<Pauses> beat(Heartbeat heartbeat) {
            if (answers.get()) {
              return real.beat(heartbeat);
            }
            failures.incrementAndGet();
            return CompletableFuture.failedFuture(
                new QueueUnavailableException(
                    QueueUnavailableException.Why.AWAY, "away", new IOException()));
          }

          @Override
          public CompletionStage<Void> leave(Heartbeat last) {
            return real.leave(last);
          }

          @Override
          public void onPauseChange(Runnable listener) {
            real.onPauseChange(listener);
          }
        },
        () -> Future.succeededFuture(List.of()));
    get(operators.pauses().pause(source, "ada", null));
    await().until(this::isPaused);

    answers.set(false);
    get(operators.pauses().resume(source));
    await().until(() -> failures.get() >= 2);
    assertThat(isPaused()).isTrue();

    answers.set(true);
    await().until(() -> !isPaused());
  }

  @Test
  void a_report_that_fails_does_not_end_the_reports() {
    var reports = new AtomicInteger();
    start(
        queue.presence(),
        () -> {
          if (reports.incrementAndGet() == 1) {
            throw new IllegalStateException("a bug");
          }
          return Future.succeededFuture(List.of());
        });

    await().until(() -> !seen().isEmpty());
  }

  private ProcessPresence start(
      Presence presence, Supplier<Future<List<Heartbeat.Source>>> report) {
    return new ProcessPresence(
        vertx, presence, first, Pauses.unknown(), () -> report.get().map(first::with), heard::add);
  }

  private boolean isPaused() {
    return !heard.isEmpty() && heard.get(heard.size() - 1).state(source).isPresent();
  }

  private List<Seen> seen() {
    return get(operators.processes().list()).stream()
        .filter(seen -> seen.heartbeat().name().equals(first.name()))
        .toList();
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
