package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.errors;
import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.testing.Configs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ConfigLoaderTest {

  private static final Map<String, String> LEAST =
      Map.of("NOVU_API_KEY", "nk-1", "SEGMENT_WRITE_KEY", "wk-1");

  private static final String SOURCE =
      """
      sources:
        web:
          writeKeys: [wk]
          novu: { apiKey: nk }
      """;

  @Test
  void every_error_of_a_file_is_reported_at_once_with_its_path_and_the_right_form() {
    String yaml =
        """
        redis: { url: localhost }
        quue: { shards: 1 }
        queue: { shards: many, lease: 5s }
        ingest: [1, 2]
        admin: { host: 0.0.0.0 }
        sources:
          Web:
            novu: { apiKey: nk, url: api.novu.co }
            workflow: { User Registered: welcome }
            unmapped: dead
            rules:
              - when: true
              - workflow: vip
                payload: { order: properties.orderId }
                al: true
          app:
            sharedSecrets: [s]
            workflows: { "": a, "Order Completed": , Ok: ok }
            retry: { initial: 1h, max: 1s }
            concurrency: { min: 5, max: 4 }
        """;

    assertThat(errors(load(yaml, Map.of(), ProcessRole.BOTH)))
        .containsExactlyInAnyOrder(
            "redis.url: must begin with redis://, redis+sentinel:// or redis+cluster://, or with"
                + " rediss for TLS, and read for example redis://[[user]:password@]host[:port][/database]",
            "quue: unknown; did you mean queue?",
            "queue.shards: must be a whole number from 1 to 256, not 'many'",
            "queue.lease: is 5s and must be at least 3s longer than the calls to Novu for one event"
                + " may take, defaults.novu.timeout (RELAY_NOVU_TIMEOUT), which is 35s; write for"
                + " example 70s",
            "ingest: must be a map: its settings stand below it, indented",
            "admin.token (RELAY_ADMIN_TOKEN): is required, or admin.tokens, when admin.host is not a"
                + " loopback address: whoever reaches the admin port can read and delete events",
            "sources.Web: must have a name of lower-case letters, digits, - and _",
            "sources.Web.writeKeys: is required, or sources.Web.sharedSecrets, or both: a write key"
                + " lets Segment's SDKs in, a shared secret its webhooks",
            "sources.Web.novu.url: must be an http or https address such as https://api.novu.co or"
                + " https://eu.api.novu.co",
            "sources.Web.workflow: unknown; did you mean workflows?",
            "sources.Web.unmapped: must be dead-letter or skip, not 'dead'",
            "sources.Web.rules[0].workflow: is required: the identifier of the workflow to trigger"
                + " at Novu",
            "sources.Web.rules[1].payload: must be a single value and is a map; quote it if it is a"
                + " text",
            "sources.Web.rules[1].al: unknown; did you mean all?",
            "sources.app.novu.apiKey: is required: copy the secret key of your environment from Novu",
            "sources.app.workflows[\"\"]: has no event name before it",
            "sources.app.workflows[\"Order Completed\"]: names no workflow: write the identifier it"
                + " has at Novu",
            "sources.app.retry.max: must not be shorter than sources.app.retry.initial",
            "sources.app.concurrency.min: must not be above sources.app.concurrency.max");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "https://user:secret@api.novu.co",
        "https://api.novu.co?key=secret",
        "https://api.novu.co#secret",
        "https://api.novu.co/s\u00e9cret",
        "https://api.novu.co/\nsecret",
        "ftp://secret",
      })
  void an_address_of_novu_holds_no_secret_and_no_odd_character(String url) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("NOVU_API_URL", url);
    assertThat(errors(load(env, ProcessRole.BOTH)))
        .singleElement()
        .asString()
        .startsWith("defaults.novu.url (NOVU_API_URL): must be an http or https address")
        .doesNotContain("ecret");
  }

  @Test
  void every_error_of_the_environment_names_the_variable_and_the_path() {
    Map<String, String> env = new HashMap<>();
    env.put("REDIS_URL", "localhost:6379");
    env.put("NOVU_API_URL", "api.novu.co");
    env.put("RELAY_WORKFLOWS", "User Registered");
    env.put("RELAY_HTTP_PORT", "80800");
    env.put("RELAY_ADMIN_HOST", "0.0.0.0");
    env.put("RELAY_RETRY_WINDOW", "1 day");
    env.put("RELAY_LEASE", "20s");

    assertThat(((ConfigResult.Invalid) load(env, ProcessRole.BOTH)).errors())
        .extracting(ConfigError::path)
        .containsExactlyInAnyOrder(
            "sources.default.writeKeys (SEGMENT_WRITE_KEY)",
            "sources.default.novu.apiKey (NOVU_API_KEY)",
            "redis.url (REDIS_URL)",
            "defaults.novu.url (NOVU_API_URL)",
            "defaults.workflows (RELAY_WORKFLOWS)",
            "ingest.port (RELAY_HTTP_PORT)",
            "admin.token (RELAY_ADMIN_TOKEN)",
            "defaults.retry.window (RELAY_RETRY_WINDOW)",
            "queue.lease (RELAY_LEASE)");
  }

  @ParameterizedTest
  @CsvSource({"false, 500", "true, 2000"})
  void the_default_timeout_of_durability_depends_on_fsync(boolean fsync, long millis) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("REDIS_URL", "redis://host");
    env.put("RELAY_DURABILITY_FSYNC", Boolean.toString(fsync));

    RelayConfig.Redis redis = valid(load(env, ProcessRole.BOTH)).redis();

    assertThat(redis).isNotNull();
    assertThat(redis.durability())
        .isEqualTo(new RelayConfig.Durability(0, fsync, Duration.ofMillis(millis)));
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
    "RELAY_DEAD_MAX_COUNT, 0",
    "RELAY_DEAD_AT_BOUND, drop",
    "RELAY_NOVU_TIMEOUT, 60s",
    "RELAY_NOVU_TIMEOUT, soon",
  })
  void a_wrong_value_is_refused(String name, String value) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put(name, value);

    assertThat(errors(load(env, ProcessRole.BOTH))).singleElement().asString().contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "35s, 35s, 70s",
    "1500ms, 1s, 4500ms",
    "700ms, 5ms, 3700ms",
    "30s, 32s, 1m",
    "30m, 1s, 1h",
  })
  void a_lease_that_a_call_can_outlast_is_refused_and_a_longer_one_suggested(
      String timeout, String lease, String better) {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("RELAY_NOVU_TIMEOUT", timeout);
    env.put("RELAY_LEASE", lease);

    assertThat(errors(load(env, ProcessRole.BOTH)))
        .singleElement()
        .asString()
        .contains("queue.lease (RELAY_LEASE)", "which is " + timeout, "for example " + better);
    env.put("RELAY_LEASE", better);
    valid(load(env, ProcessRole.BOTH));
  }

  @Test
  void limits_of_an_earlier_version_name_those_that_replaced_them() {
    String yaml =
        SOURCE + "ingest: { maxEventBytes: 2048, maxBatchBytes: 4096, maxBatchEvents: 5 }";

    assertThat(errors(load(yaml, Map.of(), ProcessRole.BOTH)))
        .containsExactlyInAnyOrder(
            "ingest.maxEventBytes: no longer exists; set ingest.webhook.maxEventBytes and"
                + " ingest.tracking.maxEventBytes",
            "ingest.maxBatchBytes: no longer exists; set ingest.webhook.maxBodyBytes and"
                + " ingest.tracking.maxBodyBytes",
            "ingest.maxBatchEvents: no longer exists; set ingest.webhook.maxEvents and"
                + " ingest.tracking.maxEvents");
  }

  @Test
  void limits_that_contradict_each_other_are_refused() {
    String yaml =
        SOURCE
            + """
            ingest:
              webhook: { maxEventBytes: 5000, maxBodyBytes: 4000, maxStoredBytes: 3000 }
              tracking: { maxBodyBytes: 33000 }
              inFlight: { bytes: 66000 }
            """;

    assertThat(errors(load(yaml, Map.of(), ProcessRole.BOTH)))
        .containsExactlyInAnyOrder(
            "ingest.webhook.maxEventBytes: must not be above ingest.webhook.maxBodyBytes",
            "ingest.webhook.maxStoredBytes: must not be below ingest.webhook.maxBodyBytes",
            "ingest.inFlight.bytes: must be at least 4260304: twice maxBodyBytes and once"
                + " maxStoredBytes, which one large request may take");
  }

  @Test
  void an_empty_value_counts_as_not_written() {
    Map<String, String> env = new HashMap<>(LEAST);
    env.put("RELAY_HTTP_PORT", " ");
    assertThat(valid(load(env, ProcessRole.BOTH)).ingest().port()).isEqualTo(8080);

    String yaml = SOURCE + "ingest: { port: , host: \"${NOBODY:}\" }\nqueue:\n";
    RelayConfig.Ingest ingest = valid(load(yaml, Map.of(), ProcessRole.BOTH)).ingest();
    assertThat(ingest).isEqualTo(Configs.defaults().ingest());
  }

  @Test
  void a_file_that_names_no_source_keeps_that_of_the_environment() {
    RelayConfig config = valid(load("ingest: { port: 9 }", LEAST, ProcessRole.BOTH));

    assertThat(config.ingest().port()).isEqualTo(9);
    assertThat(config.sourceNames()).containsExactly("default");
    assertThat(errors(load("sources: {}", LEAST, ProcessRole.BOTH)))
        .containsExactly("sources: must name at least one source");
  }

  @ParameterizedTest
  @EnumSource(ProcessRole.class)
  void a_role_needs_only_the_secrets_that_it_uses(ProcessRole role) {
    String yaml =
        """
        admin: { host: 0.0.0.0, token: "${TOKEN}" }
        sources:
          web:
            writeKeys: ["${WRITE_KEY}"]
            sharedSecrets: ["${file:/secret}"]
            novu: { apiKey: "${KEY}" }
        """;

    ConfigResult result = load(yaml, Map.of(), role);
    String text = result.toString();

    assertThat(text.contains("WRITE_KEY")).isEqualTo(role.takesIn());
    assertThat(text.contains("/secret")).isEqualTo(role.takesIn());
    assertThat(text.contains("TOKEN")).isEqualTo(role.takesIn());
    assertThat(text.contains(" KEY")).isEqualTo(role.delivers());
    assertThat(result instanceof ConfigResult.Valid).isEqualTo(role == ProcessRole.QUEUE);
  }

  @Test
  void write_keys_belong_to_one_source() {
    String yaml = SOURCE + "  app: { writeKeys: [other, wk], novu: { apiKey: nk } }\n";

    assertThat(errors(load(yaml, Map.of(), ProcessRole.INGEST)))
        .containsExactly(
            "sources.app.writeKeys: has a key that sources.web has too; a write key belongs to one"
                + " source");
  }

  @Test
  void the_errors_of_a_callers_check_are_added_to_the_others() {
    ConfigLoader loader =
        ConfigLoader.withoutFile(Map.of("RELAY_OPS_PORT", "x"), ProcessRole.QUEUE)
            .checking(config -> List.of(new ConfigError("sources.a", config.sourceNames() + "?")));

    assertThat(errors(loader.load()))
        .containsExactly(
            "ops.port (RELAY_OPS_PORT): must be a port from 0 (any free one) to 65535, not 'x'",
            "sources.a: [default]?");
  }

  @Test
  void the_file_is_read_from_the_disk_or_reported_missing(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("relay.yaml");
    ConfigLoader loader =
        ConfigLoader.of(Map.of("RELAY_CONFIG", file.toString()), ProcessRole.BOTH);
    assertThat(errors(loader.load()))
        .containsExactly(file + ": there is no such file; name yours in RELAY_CONFIG");

    Files.writeString(file, SOURCE);
    assertThat(valid(loader.load()).sourceNames()).containsExactly("web");
    assertThat(loader.file()).contains(file);

    Files.write(file, "a: \u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(errors(loader.load())).containsExactly(file + ": is no text in UTF-8");
  }
}
