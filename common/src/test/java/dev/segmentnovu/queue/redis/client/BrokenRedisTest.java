package dev.segmentnovu.queue.redis.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the queue reports when a real Redis refuses to write: the error by its name, and a remedy.
 */
final class BrokenRedisTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final List<String> SOURCES = List.of("web");
  private static OwnRedis redis;
  private static RedisEventQueue queue;
  private int sent;

  @BeforeAll
  static void start() {
    redis = new OwnRedis();
    queue = connect(redis.url());
  }

  @AfterAll
  static void stop() {
    queue.close();
    redis.close();
  }

  private static RedisEventQueue connect(String url) {
    return RedisEventQueue.connect(TestRedis.redis(url), Configs.defaults().queue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OOM         | CONFIG SET maxmemory 1               | CONFIG SET maxmemory 0
          READONLY    | REPLICAOF 127.0.0.1 1                | REPLICAOF NO ONE
          NOREPLICAS  | CONFIG SET min-replicas-to-write 1   | CONFIG SET min-replicas-to-write 0
          NOPERM      | ACL SETUSER default -@write          | ACL SETUSER default +@all
          WRONGTYPE   | SET relay:{web:0}:ready x            | DEL relay:{web:0}:ready
          """)
  void a_refused_write_is_explained_until_writes_work_again(
      String name, String breaks, String mends) {
    assertThat(get(queue.enqueueProblem(SOURCES))).isEmpty();
    assertThat(enqueue()).isInstanceOf(EnqueueResult.Accepted.class);
    if (name.equals("WRONGTYPE")) {
      redis.run("DEL relay:{web:0}:ready");
    }

    assertThat(redis.run(breaks)).isEqualTo("+OK");

    assertRefused(name, enqueue());
    assertThat(get(queue.enqueueProblem(SOURCES))).hasValueSatisfying(why -> named(why, name));
    if (name.equals("OOM")) {
      assertThat(get(queue.claimProblem(SOURCES))).isEmpty();
    } else {
      assertThat(get(queue.claimProblem(SOURCES))).hasValueSatisfying(why -> named(why, name));
    }

    redis.run(mends);

    await().atMost(LIMIT).until(() -> get(queue.enqueueProblem(SOURCES)).isEmpty());
    assertThat(enqueue()).isInstanceOf(EnqueueResult.Accepted.class);
  }

  @Test
  void a_disk_that_cannot_be_written_is_explained() throws Exception {
    redis.run("CONFIG SET save \"3600 1\"");
    Files.delete(redis.directory());
    redis.run("BGSAVE");
    await().atMost(LIMIT).until(() -> redis.run("SET x y").startsWith("-MISCONF"));

    assertRefused("MISCONF", enqueue());
    assertThat(get(queue.enqueueProblem(SOURCES))).hasValueSatisfying(why -> named(why, "MISCONF"));

    redis.run("CONFIG SET save \"\"");

    await().atMost(LIMIT).until(() -> get(queue.enqueueProblem(SOURCES)).isEmpty());
    assertThat(enqueue()).isInstanceOf(EnqueueResult.Accepted.class);
  }

  @Test
  void a_port_without_a_listener_is_explained() {
    try (RedisEventQueue away = connect("redis://127.0.0.1:1")) {
      assertThat(get(away.enqueueProblem(SOURCES)))
          .hasValueSatisfying(why -> named(why, "connection refused"));
    }
  }

  @ParameterizedTest
  @CsvSource({"NOAUTH, ''", "WRONGPASS, wrong"})
  void a_refused_login_is_explained(String name, String password) {
    try (var closed = new OwnRedis()) {
      closed.run("CONFIG SET requirepass secret");
      String url =
          password.isEmpty()
              ? closed.url()
              : closed.url().replace("redis://", "redis://:" + password + "@");
      try (RedisEventQueue away = connect(url)) {
        assertThat(get(away.enqueueProblem(SOURCES))).hasValueSatisfying(why -> named(why, name));
      }
    }
  }

  private static void assertRefused(String name, EnqueueResult result) {
    if (name.equals("OOM")) {
      assertThat(result).isInstanceOf(EnqueueResult.Full.class);
    } else {
      assertThat(result)
          .isInstanceOfSatisfying(
              EnqueueResult.Unavailable.class, away -> named(away.reason(), name));
    }
  }

  private static void named(String why, String name) {
    assertThat(why).contains(" " + name + ": ").contains(". ").doesNotContain("wrong", "secret");
  }

  private EnqueueResult enqueue() {
    String id = "m" + System.nanoTime() + sent++;
    return get(
        queue.enqueue(
            "web", List.of(new NewEvent("u" + id, id, id.getBytes(StandardCharsets.UTF_8)))));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
