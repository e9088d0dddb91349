package dev.segmentnovu.relay.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.queue.redis.reshard.DataFormat;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.embedded.RedisControl;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes and commands do about the stored format and the number of shards. */
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
  void a_process_that_is_older_than_the_data_does_not_start(String command) throws Exception {
    store("9 8");

    var run = CommandLineRun.of(settings, command);

    assertThat(run.err())
        .startsWith("Redis holds the queue of source default in data format 9")
        .contains("this one knows format " + DataFormat.PRESENT.version())
        .contains("Start the version of the relay that ran before, or a later one")
        .hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(78);
  }

  @Test
  void fsck_reshard_and_check_refuse_newer_data() throws Exception {
    store("9 8");

    for (String[] arguments : new String[][] {{"fsck", "--fix"}, {"reshard", "--shards", "2"}}) {
      var run = CommandLineRun.of(settings, arguments);
      assertThat(run.err()).contains("in data format 9");
      assertThat(run.exitCode()).isEqualTo(78);
    }
    assertThat(CommandLineRun.of(settings, "check").out())
        .contains("redis format", "in data format 9");
  }

  @Test
  void check_tells_that_another_number_of_shards_is_set() {
    settings.put("RELAY_QUEUE_SHARDS", "2");

    assertThat(CommandLineRun.of(settings, "check").out())
        .contains("The queue of source default is in 1 shard")
        .contains("relay reshard --shards 2");
    var fsck = CommandLineRun.of(settings, "fsck");
    assertThat(fsck.out()).contains("all is well");
    assertThat(fsck.exitCode()).isZero();
  }

  @Test
  void a_process_that_starts_before_redis_is_not_ready_once_it_sees_newer_data() throws Exception {
    store("9 8");
    redis.close();
    try (RedisEventQueue queue = queue(1);
        var shutdown = new Shutdown(Duration.ofSeconds(10))) {
      var runtime = new ProcessRuntime(shutdown);
      var watch =
          new RedisWatch(
              queue, () -> List.of("default"), false, System::nanoTime, runtime.registry());
      watch.begin();

      redis = EmbeddedRedis.start(data, port, "");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(queue.enqueueProblem(List.of("default"))).toString().contains("format"));
      assertThat(get(queue.enqueue("default", List.of(event("2")))))
          .isInstanceOf(EnqueueResult.Unavailable.class);
      watch.look().get(10, TimeUnit.SECONDS);
      assertThat(
              get(
                  watch
                      .guarding(() -> CompletableFuture.completedFuture(Optional.empty()))
                      .unready()))
          .hasValueSatisfying(why -> assertThat(why).contains("data format 9"));
    }
  }

  @Test
  void reshard_changes_the_number_and_says_what_it_did() {
    var run = CommandLineRun.of(settings, "reshard", "--shards", "3");

    assertThat(run.out())
        .contains("default  in 3 shards now, 1 before: 1 users and 0 dead letters moved")
        .contains("Set RELAY_QUEUE_SHARDS to 3");
    assertThat(run.exitCode()).isZero();
    assertThat(CommandLineRun.of(settings, "reshard", "--shards", "3").out())
        .contains("default  is in 3 shards already");
    assertThat(CommandLineRun.of(settings, "fsck").out())
        .contains("2 looks at users", "all is well");
  }

  @ParameterizedTest
  @CsvSource({
    "--shards 0, 2, --shards must be from 1 to 256",
    "--shards 257, 2, --shards must be from 1 to 256",
    "--shards 2 --from 0, 2, --from must be from 1 to 256",
    "--shards 2 --source other, 78, There is no source other",
    "--shards 2 --from 3, 1, is in 1 shards",
  })
  void reshard_refuses_what_it_cannot_do(String arguments, int exitCode, String message) {
    var run = CommandLineRun.of(settings, ("reshard " + arguments).split(" "));

    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  private void store(String format) throws IOException {
    String password = String.valueOf(redis.uri().getUserInfo()).replaceFirst("^[^:]*:", "");
    new RedisControl(port, password).ask("SET", "relay:{default}:format", format);
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
