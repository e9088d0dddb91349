package dev.segmentnovu.relay.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.TextFiles;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls each look itself, so no test waits for a timer. */
class LiveConfigTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant LATER = START.plusSeconds(60);

  @TempDir private Path directory;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<RelayConfig> changes = new ArrayList<>();
  private Path file;
  private Path secret;
  private Instant now = START;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("relay.yaml");
    secret = Files.writeString(directory.resolve("key"), "key-1\n");
    Files.writeString(file, yaml("welcome", ""));
  }

  private String yaml(String workflow, String more) {
    return """
        sources:
          web:
            writeKeys: [wk]
            novu: { apiKey: "${file:%s}" }
            workflows: { User Registered: %s }
        %s
        """
        .formatted(secret, workflow, more);
  }

  private LiveConfig begin(ProcessRole role) {
    var loader = ConfigLoader.of(Map.of("RELAY_CONFIG", file.toString()), role);
    LiveConfig live = LiveConfig.begin(loader, role, TextFiles.onDisk(), () -> now, registry);
    live.onChange(changes::add);
    return live;
  }

  private double metric(String name) {
    return registry.get(name).meter().measure().iterator().next().getValue();
  }

  @Test
  void a_change_is_used_once_the_file_stays_the_same() throws IOException {
    LiveConfig live = begin(ProcessRole.BOTH);
    live.look();
    now = LATER;
    Files.writeString(file, yaml("hello", ""));

    live.look();
    assertThat(changes).as("the file may be incomplete").isEmpty();
    Files.writeString(file, yaml("goodbye", ""));
    live.look();
    assertThat(changes).as("the file changed again").isEmpty();
    live.look();
    live.look();

    assertThat(changes).containsExactly(live.running());
    assertThat(live.running().sources().get(0).mapping().workflows())
        .containsEntry("User Registered", "goodbye");
    assertThat(live.status().loadedAt()).isEqualTo(LATER);
    assertThat(live.status().file()).isEqualTo(file);
    assertThat(metric("relay.config.valid")).isOne();
  }

  @Test
  void a_secret_that_is_rotated_in_its_file_is_used() throws IOException {
    LiveConfig live = begin(ProcessRole.WORKER);

    Files.writeString(secret, "key-2");
    live.look();
    live.look();

    assertThat(changes.get(0).sources().get(0).novu().apiKey().matches("key-2")).isTrue();
  }

  @Test
  void a_link_that_changes_to_another_directory_is_noticed() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Path link = Files.createSymbolicLink(directory.resolve("..data"), first);
    Files.writeString(first.resolve("relay.yaml"), yaml("welcome", ""));
    Files.writeString(second.resolve("relay.yaml"), yaml("goodbye", ""));
    file = link.resolve("relay.yaml");
    LiveConfig live = begin(ProcessRole.BOTH);

    Files.delete(link);
    Files.createSymbolicLink(link, second);
    live.look();
    live.look();

    assertThat(changes).hasSize(1);
  }

  @Test
  void a_broken_change_is_rejected_until_it_is_repaired_and_the_running_configuration_stays()
      throws IOException {
    LiveConfig live = begin(ProcessRole.BOTH);
    RelayConfig before = live.running();
    Files.writeString(file, yaml("welcome", "quue: {}"));
    live.look();
    live.look();
    live.look();

    assertThat(changes).isEmpty();
    assertThat(live.running()).isSameAs(before);
    assertThat(live.status().errors())
        .containsExactly(new ConfigError("quue", "unknown; did you mean queue?"));
    assertThat(live.status().loadedAt()).isEqualTo(START);
    assertThat(metric("relay.config.valid")).isZero();
    assertThat(metric("relay.config.reload.failures")).isOne();

    Files.writeString(file, yaml("welcome", ""));
    live.look();
    live.look();
    assertThat(live.status().isValid()).isTrue();
    assertThat(metric("relay.config.valid")).isOne();
  }

  @Test
  void a_file_that_disappears_is_rejected_too() throws IOException {
    LiveConfig live = begin(ProcessRole.BOTH);
    Files.delete(file);
    live.look();
    live.look();

    assertThat(live.status().errors().toString()).contains("there is no such file");
    assertThat(live.sources()).containsExactly("web");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOTH   | queue: { shards: 2 }                       | queue.shards",
        "BOTH   | queue: { failures: { atBound: block } }    | queue.failures.atBound",
        "WORKER | 'ops: { port: 1 }'                         | ops.port",
        "WORKER | 'ingest: { port: 1 }'                      | ",
        "INGEST | 'ingest: { inFlight: { requests: 1 } }'    | ingest.inFlight.requests",
        "INGEST | 'admin: { tls: { cert: a, key: hush } }'   | admin.tls",
        "INGEST | 'admin: { port: 1, token: hush-hush-hush-hush }' | admin.port",
        "INGEST | 'ops: { port: 1 }'                         | ",
        "INGEST | 'alerts: { repeat: 1h }'                   | ",
        "BOTH   | 'redis: { url: redis://there }'            | redis",
      })
  void a_change_that_needs_a_restart_is_rejected_by_the_processes_it_concerns(
      ProcessRole role, String more, String path) throws IOException {
    LiveConfig live = begin(role);
    Files.writeString(file, yaml("goodbye", more));
    live.look();
    live.look();

    if (path == null) {
      assertThat(changes).hasSize(1);
    } else {
      assertThat(changes).as("no part of the change is used").isEmpty();
      assertThat(live.status().errors())
          .singleElement()
          .satisfies(error -> assertThat(error.path()).isEqualTo(path))
          .satisfies(error -> assertThat(error.problem()).contains("restart"));
      assertThat(live.status().errors().toString()).doesNotContain("hush");
    }
  }

  @Test
  void who_may_call_the_admin_port_changes_without_a_restart() throws IOException {
    LiveConfig live = begin(ProcessRole.INGEST);
    Files.writeString(
        file,
        yaml(
            "welcome", "admin: { hosts: relay, tokens: [{ name: a, token: long-enough-token }] }"));
    live.look();
    live.look();

    assertThat(changes).hasSize(1);
    assertThat(live.running().admin().access().find("long-enough-token")).isPresent();
    assertThat(live.running().admin().access().hosts()).containsExactly("relay");
  }

  @Test
  void mistakes_at_the_start_end_the_command() throws IOException {
    Files.writeString(file, yaml("welcome", "quue: {}"));

    assertThatThrownBy(() -> begin(ProcessRole.BOTH))
        .isInstanceOfSatisfying(
            CannotRunException.class, e -> assertThat(e.exitCode()).isEqualTo(78))
        .hasMessageContaining("quue: unknown; did you mean queue?");
  }
}
