package dev.segmentnovu.queue.redis.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.control.ProbeAnswer;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Operators ask workers through a real Redis. */
final class ProbesTest {

  private final String worker = "host-" + UUID.randomUUID();

  @Test
  void the_worker_that_is_asked_answers_whoever_asked() {
    try (var operators = new RedisConnection(TestRedis.redis());
        var others = new RedisConnection(TestRedis.redis());
        var workers = new RedisConnection(TestRedis.redis())) {
      List<String> asked = new CopyOnWriteArrayList<>();
      var good = new ProbeAnswer(true, 200, "takes the \"key\"", Duration.ofMillis(30));
      var none = new ProbeAnswer(false, null, "is away", Duration.ofSeconds(10));
      new RedisProbes(workers)
          .answer(
              worker,
              source -> {
                asked.add(source);
                return CompletableFuture.completedFuture(source.equals("web") ? good : none);
              });
      new RedisProbes(workers).answer(worker + "2", source -> new CompletableFuture<>());
      var one = new RedisProbes(operators);
      var other = new RedisProbes(others);
      await("it listens")
          .until(
              () -> {
                operators.publish("relay:control:probes:" + worker, "of another version");
                operators.publish(
                    "relay:control:probes:" + worker,
                    "{\"id\":\"0\",\"source\":\"first\",\"replyTo\":\"nobody\"}");
                return !asked.isEmpty();
              });

      assertThat(get(one.ask(worker, "web"))).isEqualTo(good);
      assertThat(get(other.ask(worker, "app"))).isEqualTo(none);
      assertThat(get(one.ask(worker, "app"))).isEqualTo(none);
      asked.removeIf("first"::equals);
      assertThat(asked).containsExactly("web", "app", "app");
      assertThat(one.ask(worker + "2", "web").toCompletableFuture()).isNotDone();
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
