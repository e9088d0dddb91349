package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Sources;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** For each record: every default, every name in the file, every environment variable. */
final class DefaultsTest {

  private static final RelayConfig DEFAULTS = ThreeConfigs.DEFAULTS;
  private static final RelayConfig FROM_ENVIRONMENT = ThreeConfigs.FROM_ENVIRONMENT;
  private static final RelayConfig FROM_FILE = ThreeConfigs.FROM_FILE;

  @Test
  void redis() {
    assertThat(DEFAULTS.redis()).isNull();
    assertThat(valid(load(withRedis(), ProcessRole.BOTH)).redis())
        .isEqualTo(
            new RelayConfig.Redis(
                RedisAddress.parse("redis://there"),
                new RelayConfig.Durability(0, false, Duration.ofMillis(500))));
    assertThat(FROM_ENVIRONMENT.redis())
        .isEqualTo(
            new RelayConfig.Redis(
                RedisAddress.parse("rediss://u:p@redis.example:6380/2"),
                new RelayConfig.Durability(1, true, Duration.ofMillis(250))));
    assertThat(FROM_FILE.redis())
        .isEqualTo(
            new RelayConfig.Redis(
                RedisAddress.parse("redis://file.example"),
                new RelayConfig.Durability(2, true, Duration.ofSeconds(1))));
  }

  private static Map<String, String> withRedis() {
    return Map.of("NOVU_API_KEY", "nk", "SEGMENT_WRITE_KEY", "wk", "REDIS_URL", "redis://there");
  }

  @Test
  void queue() {
    assertThat(DEFAULTS.queue())
        .isEqualTo(
            new RelayConfig.Queue(
                1,
                Duration.ofSeconds(60),
                Duration.ofHours(1),
                10,
                5,
                new RelayConfig.Bounds(
                    100_000, 512L << 20, Duration.ofDays(30), RelayConfig.AtBound.EVICT_OLDEST),
                new RelayConfig.Bounds(
                    10_000, 64L << 20, Duration.ofDays(7), RelayConfig.AtBound.EVICT_OLDEST),
                Duration.ofDays(7),
                Duration.ofSeconds(1),
                10_000));
    assertThat(FROM_ENVIRONMENT.queue())
        .isEqualTo(
            new RelayConfig.Queue(
                8,
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                10,
                5,
                new RelayConfig.Bounds(16, 17, Duration.ofDays(18), RelayConfig.AtBound.BLOCK),
                new RelayConfig.Bounds(19, 20, Duration.ofDays(21), RelayConfig.AtBound.BLOCK),
                Duration.ofDays(15),
                Duration.ofSeconds(1),
                22));
    assertThat(FROM_FILE.queue())
        .isEqualTo(
            new RelayConfig.Queue(
                3,
                Duration.ofSeconds(90),
                Duration.ofHours(2),
                20,
                6,
                new RelayConfig.Bounds(1, 2, Duration.ofDays(3), RelayConfig.AtBound.BLOCK),
                new RelayConfig.Bounds(4, 5, Duration.ofDays(6), RelayConfig.AtBound.BLOCK),
                Duration.ofDays(8),
                Duration.ofSeconds(2),
                9));
  }

  @Test
  void ingest() {
    assertThat(DEFAULTS.ingest())
        .isEqualTo(
            new RelayConfig.Ingest(
                "0.0.0.0",
                8080,
                new BodyLimits(512 << 10, 5_000, 16 << 20, 20 << 20),
                new BodyLimits(32_768, 2_500, 512_000, 4 << 20),
                80,
                new RelayConfig.InFlight(2_000, 64 << 20, 10_000, Duration.ofSeconds(20)),
                null));
    assertThat(FROM_ENVIRONMENT.ingest())
        .isEqualTo(
            new RelayConfig.Ingest(
                "10.0.0.1",
                1,
                new BodyLimits(2_001, 22, 2_003, 2_004),
                new BodyLimits(3_001, 32, 3_003, 3_004),
                66,
                new RelayConfig.InFlight(11, 20_000, 13, Duration.ofSeconds(14)),
                tls("all", "tls", "RELAY_TLS")));
    assertThat(FROM_FILE.ingest())
        .isEqualTo(
            new RelayConfig.Ingest(
                "127.0.0.1",
                1,
                new BodyLimits(2_048, 5, 4_096, 8_192),
                new BodyLimits(1_024, 4, 2_048, 2_049),
                6,
                new RelayConfig.InFlight(7, 16_384, 9, Duration.ofSeconds(10)),
                tls("i", "ingest.tls", null)));
  }

  @Test
  void admin_and_ops() {
    assertThat(DEFAULTS.admin())
        .isEqualTo(new RelayConfig.Admin("127.0.0.1", 8081, AdminAccess.OPEN, null));
    assertThat(FROM_ENVIRONMENT.admin())
        .isEqualTo(
            new RelayConfig.Admin(
                "0.0.0.0",
                2,
                new AdminAccess(
                    List.of(operator("admin", "token-of-variable")),
                    Set.of("relay.example", "proxy")),
                tls("a", "admin.tls", "RELAY_ADMIN_TLS")));
    assertThat(FROM_FILE.admin())
        .isEqualTo(
            new RelayConfig.Admin(
                "0.0.0.0",
                2,
                new AdminAccess(
                    List.of(
                        operator("admin", "token-of-the-file"),
                        operator("on-call", "token-of-on-call"),
                        new AdminToken("dashboard", AdminRole.VIEWER, new Secret("ab".repeat(32)))),
                    Set.of("relay.example", "relay.svc")),
                tls("a", "admin.tls", null)));
    assertThat(DEFAULTS.ops()).isEqualTo(new RelayConfig.Ops("127.0.0.1", 8082, null));
    assertThat(FROM_ENVIRONMENT.ops()).isEqualTo(new RelayConfig.Ops("10.0.0.2", 0, null));
    assertThat(FROM_FILE.ops())
        .isEqualTo(new RelayConfig.Ops("127.0.0.1", 3, tls("o", "ops.tls", null)));
  }

  private static AdminToken operator(String name, String token) {
    return AdminToken.of(name, AdminRole.OPERATOR, new Secret(token));
  }

  /** The files {@code name.crt} and {@code name.key}, set in this section or by its variables. */
  private static TlsFiles tls(String name, String section, @Nullable String variable) {
    return new TlsFiles(
        Path.of(name + ".crt"),
        Path.of(name + ".key"),
        section + ".cert" + (variable == null ? "" : " (" + variable + "_CERT)"),
        section + ".key" + (variable == null ? "" : " (" + variable + "_KEY)"));
  }

  @Test
  void alerts() {
    assertThat(DEFAULTS.alerts())
        .isEqualTo(
            new Alerts(
                List.of(),
                new Alerts.Limits(10, Duration.ofMinutes(10), Duration.ofHours(2), 70),
                Duration.ofHours(4)));
    assertThat(FROM_ENVIRONMENT.alerts())
        .isEqualTo(
            new Alerts(
                List.of(
                    new Alerts.Receiver(
                        "default",
                        URI.create("https://hooks.example/one"),
                        new Secret(ThreeConfigs.ALERT_SECRET),
                        Set.of(),
                        Set.of())),
                new Alerts.Limits(10, Duration.ofMinutes(10), Duration.ZERO, 70),
                Duration.ofHours(4)));
    assertThat(FROM_FILE.alerts())
        .isEqualTo(
            new Alerts(
                List.of(
                    new Alerts.Receiver(
                        "default",
                        URI.create("http://localhost:9/x"),
                        new Secret(ThreeConfigs.ALERT_SECRET),
                        Set.of(),
                        Set.of()),
                    new Alerts.Receiver(
                        "ops",
                        URI.create("http://hooks.example/two"),
                        new Secret(ThreeConfigs.ALERT_SECRET),
                        Set.of(Alerts.Kind.SUSPENDED, Alerts.Kind.JOB),
                        Set.of("web"))),
                new Alerts.Limits(3, Duration.ofMinutes(4), Duration.ofHours(5), 6),
                Duration.ofHours(1)));
  }

  @Test
  void sources() {
    assertThat(DEFAULTS.sources())
        .containsExactly(
            new RelayConfig.Source(
                "default",
                List.of(new Secret("wk-1")),
                List.of(),
                new RelayConfig.Novu(
                    URI.create("https://api.novu.co"),
                    new Secret("nk-1"),
                    Duration.ofSeconds(35),
                    new RelayConfig.Limits(null, null, null)),
                new Mapping(
                    List.of(),
                    Map.of("User Registered", "welcome"),
                    Mapping.Unmapped.DEAD_LETTER,
                    Mapping.CustomTraits.MERGE,
                    null,
                    Duration.ofHours(1)),
                new RelayConfig.Retry(
                    Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(24)),
                RelayConfig.Ordering.PER_USER,
                new RelayConfig.Concurrency(1, 64),
                new AdmissionRules(
                    AdmissionRules.Signature.FIRST_ELEMENT_OR_BODY,
                    AdmissionRules.Anonymous.SKIP)));
    assertThat(FROM_ENVIRONMENT.sources())
        .containsExactly(
            new RelayConfig.Source(
                "default",
                List.of(new Secret("wk")),
                List.of(new Secret("ss")),
                new RelayConfig.Novu(
                    URI.create("https://eu.api.novu.co"),
                    new Secret("nk"),
                    Duration.ofSeconds(100),
                    RelayConfig.Limits.NONE),
                new Mapping(
                    List.of(),
                    Map.of("User Registered", "welcome", "a=b", "c"),
                    Mapping.Unmapped.DEAD_LETTER,
                    Mapping.CustomTraits.MERGE,
                    null,
                    Duration.ofHours(1)),
                new RelayConfig.Retry(
                    Duration.ofMillis(200), Duration.ofMinutes(10), Duration.ofDays(7)),
                RelayConfig.Ordering.PER_USER,
                new RelayConfig.Concurrency(1, 7),
                new AdmissionRules(
                    AdmissionRules.Signature.BODY, AdmissionRules.Anonymous.REJECT)));
    assertThat(FROM_FILE.sources())
        .hasSize(2)
        .first()
        .isEqualTo(
            new RelayConfig.Source(
                "web",
                List.of(new Secret("wk-1"), new Secret("wk-2")),
                List.of(new Secret("ss-1"), new Secret("ss-2")),
                new RelayConfig.Novu(
                    URI.create("https://novu.example"),
                    new Secret("nk"),
                    Duration.ofSeconds(5),
                    new RelayConfig.Limits(60, 20, 30)),
                new Mapping(
                    List.of(
                        new Mapping.Rule(
                            "type = \"track\"",
                            "vip",
                            "t",
                            "p",
                            "o",
                            "a",
                            "n",
                            "c",
                            "x",
                            true,
                            Duration.ofMinutes(5))),
                    Map.of("User Registered", "hello"),
                    Mapping.Unmapped.DEAD_LETTER,
                    Mapping.CustomTraits.REPLACE,
                    new Mapping.Push("apns", "fcm"),
                    Duration.ofHours(2)),
                new RelayConfig.Retry(
                    Duration.ofSeconds(2), Duration.ofHours(2), Duration.ofDays(2)),
                RelayConfig.Ordering.NONE,
                new RelayConfig.Concurrency(2, 3),
                new AdmissionRules(
                    AdmissionRules.Signature.BODY, AdmissionRules.Anonymous.DELIVER)));
  }

  @Test
  void a_source_has_the_defaults_of_the_file_then_the_built_in_ones() {
    RelayConfig.Source app = FROM_FILE.sources().get(1);

    assertThat(app.name()).isEqualTo("app");
    assertThat(app.mapping().unmapped()).isEqualTo(Mapping.Unmapped.SKIP);
    assertThat(app.mapping().workflows()).containsExactly(entry("User Registered", "welcome"));
    assertThat(app.novu().timeout()).isEqualTo(Duration.ofSeconds(35));
    assertThat(app.writeKeys()).containsExactly(new Secret("wk-3"));
  }

  @Test
  void the_defaults_without_an_environment() {
    assertThat(Configs.defaults().queue()).isEqualTo(DEFAULTS.queue());
    assertThat(Configs.defaults().sources().get(0).writeKeys()).isEmpty();
    assertThat(
            Sources.source("default")
                .writeKeys("wk-1")
                .novu(URI.create("https://api.novu.co"), "nk-1")
                .workflow("User Registered", "welcome")
                .build())
        .isEqualTo(DEFAULTS.sources().get(0));
  }
}
