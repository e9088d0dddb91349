package dev.segmentnovu.relay.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.FreePort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Runs against its own Redis, because it sets the memory limit and the policy. */
final class RedisWatchTest {

  private static final List<String> SOURCES = List.of("web");

  /** A server, a queue in it and the watch over it. */
  private static final class Watched implements AutoCloseable {
    final RedisServer server;
    final RedisEventQueue queue;
    final RedisWatch watch;
    final AtomicLong nanos = new AtomicLong();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    Watched(String policy, String memory) throws IOException {
      this(policy, memory, false);
    }

    Watched(String policy, String memory, boolean fsync) throws IOException {
      int port = FreePort.next();
      server =
          RedisServer.builder()
              .port(port)
              .bind("127.0.0.1")
              .setting("maxmemory " + memory)
              .setting("maxmemory-policy " + policy)
              .setting("save \"\"")
              .build();
      server.start();
      queue =
          RedisEventQueue.connect(
              TestRedis.redis("redis://127.0.0.1:" + port), Configs.defaults().queue());
      watch = new RedisWatch(queue, () -> SOURCES, fsync, nanos::get, registry);
    }

    double memory() {
      return registry.get(Metrics.REDIS_MEMORY).gauge().value();
    }

    @Override
    public void close() throws IOException {
      queue.close();
      server.stop();
    }
  }

  @Test
  void a_redis_that_may_evict_events_is_rejected() throws IOException {
    try (var redis = new Watched("allkeys-lru", "100mb")) {
      assertThatThrownBy(redis.watch::begin)
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining("CONFIG SET maxmemory-policy noeviction");
      var ready = redis.watch.guarding(() -> CompletableFuture.completedFuture(Optional.empty()));
      assertThat(get(ready.unready()).orElseThrow()).contains("noeviction");
    }
  }

  @Test
  void a_redis_too_old_to_confirm_writes_to_disk_is_rejected_if_that_is_required()
      throws IOException {
    try (var redis = new Watched("noeviction", "100mb", true)) {
      assertThatThrownBy(redis.watch::begin)
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining("needs Redis 7.2 or newer, and this one is 7.0.");
    }
    try (var redis = new Watched("noeviction", "100mb", false)) {
      redis.watch.begin();
    }
  }

  @Test
  void a_nearly_full_redis_accepts_no_events_until_it_has_space() throws IOException {
    try (var redis = new Watched("noeviction", "20mb")) {
      EventProducer producer = redis.watch.guarding(redis.queue, 50);
      redis.watch.begin();
      int accepted = 0;
      while (enqueue(producer, accepted) instanceof EnqueueResult.Accepted) {
        accepted++;
        redis.watch.look().join();
      }
      assertThat(accepted).isGreaterThan(10);
      assertThat(enqueue(producer, -1)).isEqualTo(new EnqueueResult.Full());

      drain(redis.queue);
      redis.watch.look().join();
      assertThat(get(redis.queue.stats("web")).totals().delivered()).isEqualTo(accepted);
      assertThat(enqueue(producer, -1)).isEqualTo(new EnqueueResult.Accepted(0));
    }
  }

  @Test
  void the_metric_of_the_memory_is_unknown_while_redis_does_not_answer() throws IOException {
    try (var redis = new Watched("noeviction", "20mb")) {
      redis.watch.begin();
      assertThat(redis.memory()).isBetween(0.01, 0.5);

      redis.server.stop();

      assertThatThrownBy(() -> redis.watch.look().join()).isInstanceOf(CompletionException.class);
      assertThat(redis.memory()).isNaN();
    }
  }

  @Test
  void the_watch_looks_at_redis_each_second_only_while_events_arrive() throws IOException {
    try (var redis = new Watched("noeviction", "100mb")) {
      EventProducer producer = redis.watch.guarding(redis.queue, 50);
      redis.watch.begin();
      redis.nanos.addAndGet(RedisWatch.OFTEN.toNanos());
      assertThat(redis.watch.isDue()).isFalse();
      redis.nanos.addAndGet(RedisWatch.SELDOM.toNanos());
      assertThat(redis.watch.isDue()).isTrue();
      redis.watch.look().join();
      assertThat(redis.watch.isDue()).isFalse();

      enqueue(producer, 1);
      redis.watch.look().join();
      assertThat(redis.watch.isDue()).isTrue();
    }
  }

  @Test
  void a_redis_without_any_memory_left_can_still_be_emptied() throws IOException {
    try (var redis = new Watched("noeviction", "10mb")) {
      int accepted = 0;
      EnqueueResult result = new EnqueueResult.Accepted(0);
      for (int bytes : new int[] {100_000, 1_000, 1}) {
        do {
          result = get(redis.queue.enqueue("web", List.of(event(accepted, bytes))));
          accepted += result instanceof EnqueueResult.Accepted ? 1 : 0;
        } while (result instanceof EnqueueResult.Accepted);
      }
      assertThat(result).isEqualTo(new EnqueueResult.Full());

      drain(redis.queue);

      assertThat(get(redis.queue.stats("web")).totals().delivered()).isEqualTo(accepted);
      assertThat(enqueue(redis.queue, -1)).isEqualTo(new EnqueueResult.Accepted(0));
    }
  }

  private static void drain(RedisEventQueue queue) {
    List<ClaimedUser> claimed;
    do {
      claimed = get(queue.claim("web", 0, 64, true)).users();
      for (ClaimedUser user : claimed) {
        get(
            queue.settle(
                new Settlement(
                    user,
                    0,
                    List.of(new Settled.Delivered()),
                    new Next.Release(),
                    new Profile.Untouched())));
      }
    } while (!claimed.isEmpty());
  }

  private static EnqueueResult enqueue(EventProducer producer, int i) {
    return get(producer.enqueue("web", List.of(event(i, 100_000))));
  }

  private static NewEvent event(int i, int bytes) {
    return new NewEvent("u" + i, "m" + i, "x".repeat(bytes).getBytes(UTF_8));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
