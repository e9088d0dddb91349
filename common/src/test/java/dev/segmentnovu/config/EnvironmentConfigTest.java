package dev.segmentnovu.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentConfigTest {

  private static final Map<String, String> LEAST =
      Map.of("NOVU_API_KEY", "nk-1", "SEGMENT_WRITE_KEY", "wk-1");

  @Test
  void every_default() {
    assertThat(valid(LEAST))
        .isEqualTo(
            new RelayConfig(
                null,
                new RelayConfig.Queue(
                    1,
                    Duration.ofSeconds(60),
                    Duration.ofHours(1),
                    10,
                    64,
                    5,
                    RelayConfig.Bounds.FAILURES,
                    RelayConfig.Bounds.UNMAPPED,
                    Duration.ofDays(7),
                    Duration.ofSeconds(1)),
                new RelayConfig.Ingest(
                    "0.0.0.0",
                    8080,
                    32_768,
                    512_000,
                    2_500,
                    80,
                    new RelayConfig.InFlight(2_000, 33_554_432, 10_000, Duration.ofSeconds(20))),
                new RelayConfig.Admin("127.0.0.1", 8081, null),
                new RelayConfig.Ops("0.0.0.0", 8082),
                List.of(
                    new RelayConfig.Source(
                        "default",
                        List.of(new Secret("wk-1")),
                        List.of(),
                        new RelayConfig.Novu(
                            URI.create("https://api.novu.co"),
                            new Secret("nk-1"),
                            Duration.ofSeconds(35)),
                        Mapping.of(Map.of("User Registered", "welcome")),
                        new RelayConfig.Retry(
                            Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(24))))));
  }

  @Test
  void every_name() {
    RelayConfig config =
        valid(
            Map.ofEntries(
                entry("NOVU_API_KEY", "nk"),
                entry("NOVU_API_URL", "https://eu.api.novu.co/"),
                entry("RELAY_NOVU_TIMEOUT", "100s"),
                entry("SEGMENT_WRITE_KEY", "wk"),
                entry("SEGMENT_SHARED_SECRET", "ss"),
                entry("RELAY_WORKFLOWS", "User Registered=welcome, a=b=c"),
                entry("REDIS_URL", "rediss://u:p@redis.example:6380/2"),
                entry("RELAY_QUEUE_SHARDS", "8"),
                entry("RELAY_DURABILITY_REPLICAS", "1"),
                entry("RELAY_DURABILITY_FSYNC", "true"),
                entry("RELAY_DURABILITY_TIMEOUT", "250ms"),
                entry("RELAY_HTTP_PORT", "1"),
                entry("RELAY_ADMIN_PORT", "2"),
                entry("RELAY_ADMIN_HOST", "0.0.0.0"),
                entry("RELAY_ADMIN_TOKEN", "at"),
                entry("RELAY_OPS_PORT", "0"),
                entry("RELAY_RETRY_INITIAL", "200ms"),
                entry("RELAY_RETRY_MAX", "10m"),
                entry("RELAY_RETRY_WINDOW", "7d"),
                entry("RELAY_LEASE", "2m"),
                entry("RELAY_DEDUPLICATION", "30m"),
                entry("RELAY_CONCURRENCY", "7"),
                entry("RELAY_MEMORY_PERCENT", "66"),
                entry("RELAY_INGEST_MAX_REQUESTS", "11"),
                entry("RELAY_INGEST_MAX_BYTES", "1024000"),
                entry("RELAY_INGEST_MAX_CONNECTIONS", "13"),
                entry("RELAY_INGEST_READ_TIMEOUT", "14s"),
                entry("RELAY_EVENT_MAX_AGE", "15d"),
                entry("RELAY_DEAD_MAX_COUNT", "16"),
                entry("RELAY_DEAD_MAX_BYTES", "17"),
                entry("RELAY_DEAD_MAX_AGE", "18d"),
                entry("RELAY_DEAD_AT_BOUND", "block"),
                entry("RELAY_UNMAPPED_MAX_COUNT", "19"),
                entry("RELAY_UNMAPPED_MAX_BYTES", "20"),
                entry("RELAY_UNMAPPED_MAX_AGE", "21d"),
                entry("RELAY_UNMAPPED_AT_BOUND", "block")));

    RelayConfig.Source source = config.sources().get(0);
    assertThat(source.novu().apiKey().value()).isEqualTo("nk");
    assertThat(source.novu().url()).isEqualTo(URI.create("https://eu.api.novu.co"));
    assertThat(source.novu().timeout()).isEqualTo(Duration.ofSeconds(100));
    assertThat(source.writeKeys()).containsExactly(new Secret("wk"));
    assertThat(source.sharedSecrets()).containsExactly(new Secret("ss"));
    assertThat(source.mapping().workflows())
        .containsExactly(entry("User Registered", "welcome"), entry("a=b", "c"));
    assertThat(source.retry())
        .isEqualTo(
            new RelayConfig.Retry(
                Duration.ofMillis(200), Duration.ofMinutes(10), Duration.ofDays(7)));
    assertThat(config.redis())
        .isEqualTo(
            new RelayConfig.Redis(
                RedisAddress.parse("rediss://u:p@redis.example:6380/2"),
                new RelayConfig.Durability(1, true, Duration.ofMillis(250))));
    assertThat(config.queue())
        .isEqualTo(
            new RelayConfig.Queue(
                8,
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                10,
                7,
                5,
                new RelayConfig.Bounds(16, 17, Duration.ofDays(18), RelayConfig.AtBound.BLOCK),
                new RelayConfig.Bounds(19, 20, Duration.ofDays(21), RelayConfig.AtBound.BLOCK),
                Duration.ofDays(15),
                Duration.ofSeconds(1)));
    assertThat(config.ingest())
        .isEqualTo(
            new RelayConfig.Ingest(
                "0.0.0.0",
                1,
                32_768,
                512_000,
                2_500,
                66,
                new RelayConfig.InFlight(11, 1_024_000, 13, Duration.ofSeconds(14))));
    assertThat(config.admin()).isEqualTo(new RelayConfig.Admin("0.0.0.0", 2, new Secret("at")));
    assertThat(config.ops().port()).isZero();
  }

  @Test
  void every_mistake_is_told_at_once() {
    Map<String, String> env = new HashMap<>();
    env.put("REDIS_URL", "localhost:6379");
    env.put("NOVU_API_URL", "api.novu.co");
    env.put("RELAY_WORKFLOWS", "User Registered");
    env.put("RELAY_HTTP_PORT", "80800");
    env.put("RELAY_ADMIN_HOST", "0.0.0.0");
    env.put("RELAY_RETRY_WINDOW", "1 day");
    env.put("RELAY_LEASE", "20s");

    assertThat(EnvironmentConfig.read(env)).isInstanceOf(ConfigResult.Invalid.class);
    assertThat(((ConfigResult.Invalid) EnvironmentConfig.read(env)).errors())
        .extracting(ConfigError::path)
        .containsExactlyInAnyOrder(
            "SEGMENT_WRITE_KEY, SEGMENT_SHARED_SECRET",
            "NOVU_API_KEY",
            "REDIS_URL",
            "NOVU_API_URL",
            "RELAY_WORKFLOWS",
            "RELAY_HTTP_PORT",
            "RELAY_ADMIN_TOKEN",
            "RELAY_RETRY_WINDOW",
            "RELAY_LEASE");
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_URL, http://host",
    "REDIS_URL, redis://host/not-a-number",
    "RELAY_QUEUE_SHARDS, 0",
    "RELAY_QUEUE_SHARDS, 257",
    "RELAY_QUEUE_SHARDS, many",
    "RELAY_DURABILITY_REPLICAS, -1",
    "RELAY_DURABILITY_REPLICAS, 1",
    "RELAY_DURABILITY_FSYNC, true",
    "RELAY_DURABILITY_FSYNC, yes",
    "RELAY_DURABILITY_TIMEOUT, 3s",
    "NOVU_API_URL, https://user:secret@api.novu.co",
    "NOVU_API_URL, ht tp://x",
    "RELAY_WORKFLOWS, 'a=b,,c=d'",
    "RELAY_WORKFLOWS, 'a=b,a=c'",
    "RELAY_WORKFLOWS, '=b'",
    "RELAY_HTTP_PORT, -1",
    "RELAY_RETRY_INITIAL, 0s",
    "RELAY_RETRY_INITIAL, 2h",
    "RELAY_LEASE, 5",
    "RELAY_LEASE, 35s",
    "RELAY_LEASE, 37999ms",
    "RELAY_DEDUPLICATION, 0s",
    "RELAY_CONCURRENCY, 0",
    "RELAY_MEMORY_PERCENT, 101",
    "RELAY_INGEST_MAX_REQUESTS, 0",
    "RELAY_INGEST_MAX_BYTES, 1023999",
    "RELAY_INGEST_MAX_CONNECTIONS, 0",
    "RELAY_INGEST_READ_TIMEOUT, 0s",
    "RELAY_NOVU_TIMEOUT, 60s",
    "RELAY_NOVU_TIMEOUT, soon",
  })
  void a_wrong_value_is_refused(String name, String value) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put(name, value);

    assertThat(EnvironmentConfig.read(env))
        .isInstanceOfSatisfying(
            ConfigResult.Invalid.class, invalid -> assertThat(invalid.errors()).isNotEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "35s, 35s, 70s",
    "1500ms, 1s, 4500ms",
    "700ms, 5ms, 3700ms",
    "30s, 32s, 1m",
    "30m, 1s, 1h",
  })
  void a_lease_that_a_call_may_outlast_is_refused_with_one_that_will_do(
      String timeout, String lease, String better) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("RELAY_NOVU_TIMEOUT", timeout);
    env.put("RELAY_LEASE", lease);

    assertThat(((ConfigResult.Invalid) EnvironmentConfig.read(env)).errors())
        .singleElement()
        .asString()
        .contains("RELAY_LEASE", "which is " + timeout, "for example " + better);
    env.put("RELAY_LEASE", better);
    assertThat(EnvironmentConfig.read(env)).isInstanceOf(ConfigResult.Valid.class);
  }

  @ParameterizedTest
  @CsvSource({"false, 500", "true, 2000"})
  void what_is_to_be_on_disk_is_given_more_time(boolean fsync, long millis) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("REDIS_URL", "redis://redis.example");
    env.put("RELAY_DURABILITY_FSYNC", Boolean.toString(fsync));

    assertThat(valid(env).redis())
        .extracting(RelayConfig.Redis::durability)
        .isEqualTo(new RelayConfig.Durability(0, fsync, Duration.ofMillis(millis)));
  }

  @Test
  void an_empty_variable_counts_as_unset() {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("RELAY_HTTP_PORT", " ");

    assertThat(valid(env).ingest().port()).isEqualTo(8080);
  }

  @Test
  void secrets_are_not_shown() {
    assertThat(valid(LEAST).toString()).doesNotContain("nk-1").doesNotContain("wk-1");
  }

  private static RelayConfig valid(Map<String, String> env) {
    if (EnvironmentConfig.read(env) instanceof ConfigResult.Valid valid) {
      return valid.config();
    }
    throw new AssertionError(EnvironmentConfig.read(env));
  }
}
