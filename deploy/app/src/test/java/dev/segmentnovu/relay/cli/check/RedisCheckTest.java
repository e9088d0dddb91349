package dev.segmentnovu.relay.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.relay.cli.Relay;
import dev.segmentnovu.relay.embedded.RedisControl;
import dev.segmentnovu.testing.Configs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of Redis, by {@code relay check} against a real Redis. */
class RedisCheckTest {

  @TempDir private Path directory;

  private CheckedServers servers;

  @BeforeEach
  void start() throws Exception {
    servers = new CheckedServers(directory);
  }

  @AfterEach
  void stop() throws Exception {
    servers.close();
  }

  @Test
  void a_redis_that_may_evict_events_is_reported() throws Exception {
    servers.redis.control().ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    servers.redis.control().ask("CONFIG", "SET", "appendonly", "no");

    var run = servers.check();

    assertThat(run.out())
        .contains("✗ redis maxmemory-policy: Redis may drop", "✗ redis appendonly: what Redis");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void another_number_of_shards_than_is_set_is_told() throws Exception {
    try (RedisEventQueue one =
        RedisEventQueue.connect(
            TestRedis.redis(servers.redis.uri().toString()), Configs.defaults().queue())) {
      var event = new NewEvent("u", "1", "one".getBytes(StandardCharsets.UTF_8));
      one.enqueue("default", List.of(event)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    servers.settings.put("RELAY_QUEUE_SHARDS", "2");

    var run = servers.check();

    assertThat(run.out())
        .contains(
            "✓ redis shards: The queue of source default is in 1 shard, and RELAY_QUEUE_SHARDS");
  }

  /** With such a key ingest accepts no event. */
  @Test
  void a_key_of_the_queue_that_another_program_wrote_is_reported() throws Exception {
    String password = String.valueOf(servers.redis.uri().getUserInfo()).replaceFirst("^[^:]*:", "");
    new RedisControl(servers.redis.uri().getPort(), password)
        .ask("SET", "relay:{default:0}:ready", "x");

    var run = servers.check();

    assertThat(run.out()).contains("✗ redis keys: ", "WRONGTYPE");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  /** The embedded server is 7.0, so ingest does not start with it. */
  @Test
  void a_redis_that_cannot_confirm_what_is_on_disk_is_reported_if_that_is_required() {
    servers.settings.put("RELAY_DURABILITY_FSYNC", "true");

    var run = servers.check();

    assertThat(run.out()).contains("✗ redis durability.fsync: ", "needs Redis 7.2 or newer");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  /** Runs in its own process, so that the output includes the log of the Redis client. */
  @ParameterizedTest
  @ValueSource(strings = {"check", "fsck"})
  void a_url_that_is_no_redis_is_named(String command) throws Exception {
    servers.settings.put(
        "REDIS_URL",
        String.valueOf(servers.settings.get("NOVU_API_URL")).replace("http://", "redis://:hush@"));

    List<String> lines = run(command).lines().toList();

    assertThat(lines)
        .hasSizeLessThan(7)
        .noneMatch(line -> line.contains("\tat ") || line.contains(" | at "));
    assertThat(lines.stream().filter(line -> line.toLowerCase(Locale.ROOT).contains("redis")))
        .singleElement()
        .asString()
        .contains("not a Redis: ", "it says 'HTTP/1.0 400 Bad Request'")
        .doesNotContain("hush");
  }

  private String run(String command) throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Relay.class.getName(),
            command);
    builder.environment().keySet().removeIf(name -> name.matches("(RELAY|NOVU|SEGMENT|REDIS)_.*"));
    builder.environment().putAll(servers.settings);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(69);
    return said;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://127.0.0.1:1            | connection refused: nothing listens",
        "redis://no-such-host.invalid   | unknown host: ",
        "redis://127.0.0.1:PORT         | NOAUTH: it requires a password",
        "redis://:hush@127.0.0.1:PORT   | WRONGPASS: it refuses the user or the password",
        "RIGHT/99                       | DB index out of range: it has no database",
        "rediss://127.0.0.1:PORT        | no TLS: it is a Redis without TLS",
      })
  void each_failure_to_reach_redis_has_its_own_line(String url, String told) {
    String right = String.valueOf(servers.settings.get("REDIS_URL"));
    String port = right.substring(right.lastIndexOf(':') + 1);
    servers.settings.put("REDIS_URL", url.replace("RIGHT", right).replace("PORT", port));

    var run = servers.check();

    assertThat(run.out().lines().filter(line -> line.contains(" redis")))
        .singleElement()
        .asString()
        .startsWith("✗ redis: ")
        .contains("cannot be used. " + told)
        .doesNotContain("hush");
    assertThat(run.exitCode()).isEqualTo(69);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void ingest_or_worker_alone_needs_a_redis(String half) {
    servers.settings.remove("REDIS_URL");
    assertThat(servers.check().exitCode()).isZero();

    var run = servers.check("--for=" + half);

    assertThat(run.out()).contains("✗ configuration: redis.url (REDIS_URL): is required here");
    assertThat(run.exitCode()).isEqualTo(78);
  }
}
