package dev.segmentnovu.relay.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.relay.cli.Relay;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.embedded.RedisControl;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.relay.fixture.FreePort;
import dev.segmentnovu.testing.Configs;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real Redis and a server that answers as Novu does about its workflows. */
class CheckCommandTest {

  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, String> settings = new HashMap<>();
  private volatile boolean honours = true;
  private EmbeddedRedis redis;
  private DataDirectory data;

  @BeforeEach
  void start() throws Exception {
    HttpServer novu =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  boolean known = "ApiKey right".equals(request.getHeader("Authorization"));
                  if (request.method().equals(HttpMethod.POST) && known) {
                    String key = request.getHeader("Idempotency-Key");
                    if (honours) {
                      request.response().putHeader("Idempotency-Key", key);
                    }
                    var unused = request.response().setStatusCode(422).end("{}");
                    return;
                  }
                  String found =
                      switch (request.path()) {
                        case "/v2/workflows" -> "{\"data\":{\"workflows\":[],\"totalCount\":0}}";
                        case "/v2/workflows/welcome" -> "{\"data\":{\"active\":true}}";
                        case "/v2/workflows/asleep" -> "{\"data\":{\"active\":false}}";
                        case "/v2/workflows/active" -> "{\"data\":{\"status\":\"ACTIVE\"}}";
                        case "/v2/workflows/inactive" -> "{\"data\":{\"status\":\"INACTIVE\"}}";
                        case "/v2/workflows/broken" -> "{\"data\":{\"status\":\"ERROR\"}}";
                        default -> "";
                      };
                  var unused =
                      request
                          .response()
                          .setStatusCode(!known ? 401 : found.isEmpty() ? 404 : 200)
                          .end(known ? found : "{}");
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    data = DataDirectory.hold(directory.resolve("redis"));
    redis = EmbeddedRedis.start(data, FreePort.next(), "");
    settings.put("REDIS_URL", redis.uri().toString());
    settings.put("NOVU_API_URL", "http://127.0.0.1:" + novu.actualPort());
    settings.put("NOVU_API_KEY", "right");
    settings.put("SEGMENT_WRITE_KEY", "wk");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    redis.close();
    data.close();
  }

  @Test
  void a_novu_without_idempotency_keys_is_a_warning_that_says_what_to_switch_on() {
    honours = false;
    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out())
        .contains("! default idempotency: Novu does not honour idempotency keys")
        .contains("IS_API_IDEMPOTENCY_ENABLED=true");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void a_working_setup_passes_each_check() {
    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out())
        .contains(
            "✓ configuration: no relay.yaml in ",
            ", defaults and environment variables (source default)",
            "✓ redis: 127.0.0.1:",
            "✓ redis version: 7",
            "✓ redis maxmemory-policy: noeviction",
            "✓ redis appendonly: yes",
            "✓ redis shards: 1",
            "✓ default novu: http://127.0.0.1:",
            "✓ default idempotency: Novu honours idempotency keys",
            "✓ default workflow welcome: is there")
        .doesNotContain("✗");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void workflows_that_are_missing_or_switched_off_are_named() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("relay.yaml"),
            """
            sources:
              web:
                writeKeys: [wk]
                novu: { apiKey: right }
                workflows: { A: welcome, B: a b, C: welcome, D: active, E: inactive, F: broken }
                rules: [{ workflow: asleep }]
            """);
    settings.put("RELAY_CONFIG", file.toString());

    var run = CommandLineRun.of(settings, "check", "--json");

    JsonNode json = EventCodec.JSON.readTree(run.out());
    assertThat(json.path("ok").booleanValue()).isFalse();
    assertThat(json.path("checks"))
        .filteredOn(check -> !check.path("ok").booleanValue())
        .extracting(check -> check.path("check").textValue())
        .containsExactly(
            "web workflow a b",
            "web workflow asleep",
            "web workflow broken",
            "web workflow inactive");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_wrong_key_is_reported_and_not_shown() {
    settings.put("NOVU_API_KEY", "hush");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out()).contains("✗ default novu:", "(NOVU_API_KEY)").doesNotContain("hush");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_redis_that_may_evict_events_is_reported() throws Exception {
    redis.control().ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    redis.control().ask("CONFIG", "SET", "appendonly", "no");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out())
        .contains("✗ redis maxmemory-policy: Redis may drop", "✗ redis appendonly: what Redis");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_queue_in_another_number_of_shards_is_reported() throws Exception {
    try (RedisEventQueue one =
        RedisEventQueue.connect(
            TestRedis.redis(redis.uri().toString()), Configs.defaults().queue())) {
      var event = new NewEvent("u", "1", "one".getBytes(StandardCharsets.UTF_8));
      one.enqueue("default", List.of(event)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    settings.put("RELAY_QUEUE_SHARDS", "2");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out())
        .contains(
            "✗ redis shards: The queue of source default is in 1 shard, and RELAY_QUEUE_SHARDS");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  /** With such a key ingest accepts no event. */
  @Test
  void a_key_of_the_queue_that_another_program_wrote_is_reported() throws Exception {
    String password = String.valueOf(redis.uri().getUserInfo()).replaceFirst("^[^:]*:", "");
    new RedisControl(redis.uri().getPort(), password).ask("SET", "relay:{default:0}:ready", "x");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out()).contains("✗ redis keys: ", "WRONGTYPE");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  /** The embedded server is 7.0, so ingest does not start with it. */
  @Test
  void a_redis_that_cannot_confirm_what_is_on_disk_is_reported_if_that_is_required() {
    settings.put("RELAY_DURABILITY_FSYNC", "true");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out()).contains("✗ redis durability.fsync: ", "needs Redis 7.2 or newer");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void an_unreachable_server_ends_with_69() {
    settings.put("REDIS_URL", "redis://127.0.0.1:1");
    settings.put("NOVU_API_URL", "http://127.0.0.1:1");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out()).contains("✗ redis: 127.0.0.1:1", "✗ default novu: http://127.0.0.1:1");
    assertThat(run.exitCode()).isEqualTo(69);
  }

  /** Runs in its own process, so that the output includes the log of the Redis client. */
  @ParameterizedTest
  @ValueSource(strings = {"check", "fsck"})
  void a_url_that_is_no_redis_is_named(String command) throws Exception {
    settings.put(
        "REDIS_URL",
        String.valueOf(settings.get("NOVU_API_URL")).replace("http://", "redis://:hush@"));

    List<String> lines = run(command).lines().toList();

    assertThat(lines).hasSizeLessThan(7).noneMatch(line -> line.startsWith("\tat "));
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
    builder.environment().putAll(settings);
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
    String right = String.valueOf(settings.get("REDIS_URL"));
    String port = right.substring(right.lastIndexOf(':') + 1);
    settings.put("REDIS_URL", url.replace("RIGHT", right).replace("PORT", port));

    var run = CommandLineRun.of(settings, "check");

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
    settings.remove("REDIS_URL");
    assertThat(CommandLineRun.of(settings, "check").exitCode()).isZero();

    var run = CommandLineRun.of(settings, "check", "--for=" + half);

    assertThat(run.out()).contains("✗ configuration: redis.url (REDIS_URL): is required here");
    assertThat(run.exitCode()).isEqualTo(78);
  }

  @Test
  void an_unknown_variable_is_a_hint_and_no_failure() throws Exception {
    settings.put("RELAY_WORKFLOW", "A=welcome");

    var run = CommandLineRun.of(settings, "check");

    assertThat(run.out())
        .contains(
            "! configuration: The environment variable RELAY_WORKFLOW is not a setting and has no"
                + " effect; did you mean RELAY_WORKFLOWS?");
    assertThat(run.exitCode()).isZero();
    JsonNode json = EventCodec.JSON.readTree(CommandLineRun.of(settings, "check", "--json").out());
    assertThat(json.path("ok").booleanValue()).isTrue();
    assertThat(json.path("checks"))
        .filteredOn(check -> check.path("hint").booleanValue())
        .hasSize(1);
  }

  @Test
  void mistakes_of_the_configuration_end_with_78() {
    settings.remove("SEGMENT_WRITE_KEY");
    assertThat(CommandLineRun.of(settings, "check", "--for=worker").exitCode()).isZero();

    var run = CommandLineRun.of(settings, "check", "--for=ingest");

    assertThat(run.out())
        .startsWith("✗ configuration: sources.default.writeKeys (SEGMENT_WRITE_KEY): is required");
    assertThat(run.exitCode()).isEqualTo(78);
  }
}
