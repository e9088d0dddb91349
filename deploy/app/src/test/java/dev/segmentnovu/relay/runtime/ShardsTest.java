package dev.segmentnovu.relay.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.relay.fixture.FreePort;
import dev.segmentnovu.testing.Configs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes report a queue that has another number of shards than is configured. */
final class ShardsTest {

  @TempDir private Path temporary;

  private final Map<String, String> settings = new HashMap<>();
  private final int port = FreePort.next();
  private DataDirectory data;
  private EmbeddedRedis redis;

  @BeforeEach
  void start() {
    data = DataDirectory.hold(temporary);
    redis = EmbeddedRedis.start(data, port, "");
    settings.put("REDIS_URL", redis.uri().toString());
    settings.put("NOVU_API_URL", "http://127.0.0.1:1");
    settings.put("NOVU_API_KEY", "key");
    settings.put("SEGMENT_WRITE_KEY", "wk");
    for (String each : List.of("RELAY_HTTP_PORT", "RELAY_ADMIN_PORT", "RELAY_OPS_PORT")) {
      settings.put(each, "0");
    }
    try (RedisEventQueue one = queue(1)) {
      assertThat(get(one.enqueue("default", List.of(event("1")))))
          .isEqualTo(new EnqueueResult.Accepted(0));
    }
  }

  @AfterEach
  void stop() throws Exception {
    redis.close();
    data.close();
  }

  /** Starts a process and lets it run until it is stopped. */
  @ParameterizedTest
  @Timeout(60)
  @ValueSource(strings = {"ingest", "worker", "up"})
  void a_process_with_another_number_of_shards_does_not_start(String command) {
    settings.put("RELAY_QUEUE_SHARDS", "2");

    var run = CommandLineRun.of(settings, command);

    assertThat(run.err())
        .startsWith("The queue of source default is in 1 shard, and RELAY_QUEUE_SHARDS")
        .contains("is 2: 1 events")
        .contains("Set it to 1")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(78);
  }

  @Test
  void fsck_reports_it_as_a_violation() {
    settings.put("RELAY_QUEUE_SHARDS", "2");

    for (String[] arguments : new String[][] {{"fsck"}, {"fsck", "--fix"}}) {
      var run = CommandLineRun.of(settings, arguments);

      assertThat(run.out())
          .contains("default  The queue of source default is in 1 shard")
          .doesNotContain("all is well");
      assertThat(run.exitCode()).isEqualTo(1);
    }
    settings.put("RELAY_QUEUE_SHARDS", "1");
    assertThat(CommandLineRun.of(settings, "fsck").out()).contains("all is well");
  }

  @Test
  void
      a_process_that_starts_before_redis_accepts_nothing_and_is_not_ready_once_it_sees_another_number_of_shards()
          throws Exception {
    redis.close();
    try (RedisEventQueue two = queue(2);
        var shutdown = new Shutdown(Duration.ofSeconds(10))) {
      var runtime = new ProcessRuntime(shutdown);
      var watch =
          new RedisWatch(
              two, () -> List.of("default"), false, System::nanoTime, runtime.registry());
      watch.begin();

      redis = EmbeddedRedis.start(data, port, "");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(two.enqueueProblem(List.of("default"))).toString().contains("shard"));
      assertThat(get(two.enqueue("default", List.of(event("2")))))
          .isInstanceOf(EnqueueResult.Unavailable.class);
      watch.look().get(10, TimeUnit.SECONDS);
      assertThat(
              get(
                  watch
                      .guarding(() -> CompletableFuture.completedFuture(Optional.empty()))
                      .unready()))
          .hasValueSatisfying(why -> assertThat(why).contains("RELAY_QUEUE_SHARDS"));
      assertThat(get(two.stats("default")).depth()).isZero();
    }
  }

  private RedisEventQueue queue(int shards) {
    return RedisEventQueue.connect(
        TestRedis.redis(String.valueOf(settings.get("REDIS_URL"))),
        Configs.with(QueueSettings.SHARDS, shards).queue());
  }

  private static NewEvent event(String id) {
    return new NewEvent("u", id, id.getBytes(UTF_8));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
