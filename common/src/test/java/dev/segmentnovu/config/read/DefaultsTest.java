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

  private static final String ALERT_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0";

  private static final Map<String, String> LEAST =
      Map.of("NOVU_API_KEY", "nk-1", "SEGMENT_WRITE_KEY", "wk-1");

  private static final RelayConfig DEFAULTS = valid(load(LEAST, ProcessRole.BOTH));

  private static final RelayConfig FROM_ENVIRONMENT =
      valid(
          load(
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
                  entry("RELAY_HTTP_HOST", "10.0.0.1"),
                  entry("RELAY_ADMIN_PORT", "2"),
                  entry("RELAY_ADMIN_HOST", "0.0.0.0"),
                  entry("RELAY_ADMIN_TOKEN", "token-of-variable"),
                  entry("RELAY_ADMIN_HOSTS", "relay.example, Proxy"),
                  entry("RELAY_ADMIN_TLS_CERT", "a.crt"),
                  entry("RELAY_ADMIN_TLS_KEY", "a.key"),
                  entry("RELAY_OPS_TLS_CERT", "off"),
                  entry("RELAY_TLS_CERT", "all.crt"),
                  entry("RELAY_TLS_KEY", "all.key"),
                  entry("RELAY_ALERTS_URL", "https://hooks.example/one"),
                  entry("RELAY_ALERTS_SECRET", ALERT_SECRET),
                  entry("RELAY_ALERTS_SILENCE", "off"),
                  entry("RELAY_OPS_PORT", "0"),
                  entry("RELAY_OPS_HOST", "10.0.0.2"),
                  entry("RELAY_RETRY_INITIAL", "200ms"),
                  entry("RELAY_RETRY_MAX", "10m"),
                  entry("RELAY_RETRY_WINDOW", "7d"),
                  entry("RELAY_LEASE", "2m"),
                  entry("RELAY_DEDUPLICATION", "30m"),
                  entry("RELAY_CONCURRENCY", "7"),
                  entry("RELAY_MEMORY_PERCENT", "66"),
                  entry("RELAY_INGEST_MAX_REQUESTS", "11"),
                  entry("RELAY_INGEST_MAX_BYTES", "20000"),
                  entry("RELAY_WEBHOOK_MAX_EVENT_BYTES", "2001"),
                  entry("RELAY_WEBHOOK_MAX_EVENTS", "22"),
                  entry("RELAY_WEBHOOK_MAX_BODY_BYTES", "2003"),
                  entry("RELAY_WEBHOOK_MAX_STORED_BYTES", "2004"),
                  entry("RELAY_TRACKING_MAX_EVENT_BYTES", "3001"),
                  entry("RELAY_TRACKING_MAX_EVENTS", "32"),
                  entry("RELAY_TRACKING_MAX_BODY_BYTES", "3003"),
                  entry("RELAY_TRACKING_MAX_STORED_BYTES", "3004"),
                  entry("SEGMENT_SIGNATURE", "body"),
                  entry("RELAY_ANONYMOUS", "reject"),
                  entry("RELAY_INGEST_MAX_CONNECTIONS", "13"),
                  entry("RELAY_INGEST_READ_TIMEOUT", "14s"),
                  entry("RELAY_EVENT_MAX_AGE", "15d"),
                  entry("RELAY_DELIVERIES", "22"),
                  entry("RELAY_DEAD_MAX_COUNT", "16"),
                  entry("RELAY_DEAD_MAX_BYTES", "17"),
                  entry("RELAY_DEAD_MAX_AGE", "18d"),
                  entry("RELAY_DEAD_AT_BOUND", "block"),
                  entry("RELAY_UNMAPPED_MAX_COUNT", "19"),
                  entry("RELAY_UNMAPPED_MAX_BYTES", "20"),
                  entry("RELAY_UNMAPPED_MAX_AGE", "21d"),
                  entry("RELAY_UNMAPPED_AT_BOUND", "block")),
              ProcessRole.BOTH));

  static final String FILE =
      """
      redis:
        url: redis://file.example
        durability: { replicas: 2, fsync: true, timeout: 1s }
      queue:
        shards: 3
        lease: 90s
        deduplication: 2h
        claimEvents: 20
        maxClaims: 6
        maxEventAge: 8d
        poll: 2s
        deliveries: 9
        failures: { count: 1, bytes: 2, age: 3d, atBound: block }
        unmapped: { count: 4, bytes: 5, age: 6d, atBound: block }
      ingest:
        host: 127.0.0.1
        port: 1
        webhook: { maxEventBytes: 2048, maxEvents: 5, maxBodyBytes: 4096, maxStoredBytes: 8192 }
        tracking: { maxEventBytes: 1024, maxEvents: 4, maxBodyBytes: 2048, maxStoredBytes: 2049 }
        memoryPercent: 6
        inFlight: { requests: 7, bytes: 16384, connections: 9, readTimeout: 10s }
        tls: { cert: i.crt, key: i.key }
      admin:
        host: 0.0.0.0
        port: 2
        token: token-of-the-file
        tokens:
          - { name: on-call, role: operator, token: token-of-on-call }
          - { name: dashboard, role: viewer, sha256: %s }
        hosts: [relay.example, relay.svc]
        tls: { cert: a.crt, key: a.key }
      ops: { host: 127.0.0.1, port: 3, tls: { cert: o.crt, key: o.key } }
      tls: { cert: all.crt, key: all.key }
      alerts:
        url: http://localhost:9/x
        secret: whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0
        allowHttp: true
        repeat: 1h
        limits: { deadLettersPerMinute: 3, oldestDue: 4m, silence: 5h, redisMemoryPercent: 6 }
        receivers:
          - name: ops
            url: http://hooks.example/two
            secret: whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0
            events: [source.suspended, job.finished]
            sources: web
      defaults:
        unmapped: skip
      sources:
        web:
          writeKeys: [wk-1, wk-2]
          sharedSecrets: [ss-1, ss-2]
          novu:
            url: https://novu.example
            apiKey: nk
            timeout: 5s
            limits: { trigger: 60, configuration: 20, global: 30 }
          workflows: { User Registered: hello }
          rules:
            - when: type = "track"
              workflow: vip
              to: t
              payload: p
              overrides: o
              actor: a
              tenant: n
              context: c
              transactionId: x
              all: true
              maxAge: 5m
          unmapped: dead-letter
          identify: { customTraits: replace, skipUnchanged: 2h }
          push: { ios: apns, android: fcm }
          signature: body
          anonymous: deliver
          ordering: none
          retry: { initial: 2s, max: 2h, window: 2d }
          concurrency: { min: 2, max: 3 }
        app:
          writeKeys: wk-3
          novu: { apiKey: nk-2 }
      """
          .formatted("aB".repeat(32));

  private static final RelayConfig FROM_FILE = valid(load(FILE, Map.of(), ProcessRole.BOTH));

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
                        new Secret(ALERT_SECRET),
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
                        new Secret(ALERT_SECRET),
                        Set.of(),
                        Set.of()),
                    new Alerts.Receiver(
                        "ops",
                        URI.create("http://hooks.example/two"),
                        new Secret(ALERT_SECRET),
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
