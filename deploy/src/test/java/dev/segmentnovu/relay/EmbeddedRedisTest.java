package dev.segmentnovu.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
  @TempDir private Path temporary;

  private int port;

  @BeforeEach
  void choosePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @Test
  void what_was_written_is_there_after_a_restart() throws IOException {
    var control = new RedisControl(port);
    try (var directory = DataDirectory.hold(temporary)) {
      try (var redis = EmbeddedRedis.start(directory, port)) {
        assertThat(redis.uri()).hasToString("redis://127.0.0.1:" + port);
        control.ask("SET", "key", "wört");
      }
      assertThatThrownBy(() -> control.ask("PING")).isInstanceOf(IOException.class);
      try (var redis = EmbeddedRedis.start(directory, port)) {
        assertThat(redis.uri().getPort()).isEqualTo(port);
        assertThat(control.ask("GET", "key").texts()).containsExactly("wört");
      }
    }
  }

  @Test
  void it_evicts_nothing_and_writes_every_change_to_a_file() throws IOException {
    try (var directory = DataDirectory.hold(temporary);
        var redis = EmbeddedRedis.start(directory, port)) {
      var control = new RedisControl(redis.uri().getPort());

      assertThat(control.ask("CONFIG", "GET", "maxmemory-policy").texts()).contains("noeviction");
      assertThat(control.ask("CONFIG", "GET", "appendonly").texts()).contains("yes");
      assertThat(control.ask("CONFIG", "GET", "appendfsync").texts()).contains("everysec");
      assertThat(control.ask("CONFIG", "GET", "bind").texts()).contains("127.0.0.1");
      assertThat(control.ask("CONFIG", "GET", "maxmemory").texts()).contains("1073741824");
    }
  }

  @Test
  void one_that_was_left_running_is_adopted() throws IOException {
    var control = new RedisControl(port);
    try (var directory = DataDirectory.hold(temporary)) {
      EmbeddedRedis left = EmbeddedRedis.start(directory, port);
      control.ask("SET", "key", "value");
      String run = runId(control);

      try (var adopted = EmbeddedRedis.start(directory, port)) {
        assertThat(adopted.uri()).isEqualTo(left.uri());
        assertThat(runId(control)).isEqualTo(run);
        assertThat(control.ask("GET", "key").texts()).containsExactly("value");
      }
    }
  }

  private static String runId(RedisControl control) throws IOException {
    String info = control.ask("INFO", "server").texts().get(0);
    return info.lines().filter(line -> line.startsWith("run_id:")).findFirst().orElseThrow();
  }

  @Test
  void the_redis_of_another_directory_is_left_alone() {
    try (var theirs = DataDirectory.hold(temporary.resolve("theirs"));
        var redis = EmbeddedRedis.start(theirs, port);
        var ours = DataDirectory.hold(temporary.resolve("ours"))) {
      assertThatThrownBy(() -> EmbeddedRedis.start(ours, redis.uri().getPort()))
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining(theirs.path().toString())
          .hasMessageContaining("--redis-port");
    }
  }

  @Test
  void a_program_that_is_not_a_redis_is_told_apart() throws IOException {
    try (var other = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        var directory = DataDirectory.hold(temporary)) {
      Thread answering = new Thread(() -> answer(other));
      answering.setDaemon(true);
      answering.start();

      assertThatThrownBy(() -> EmbeddedRedis.start(directory, port))
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining("not a Redis");
    }
  }

  private static void answer(ServerSocket other) {
    try (var socket = other.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // the test has ended
    }
  }

  @Test
  void a_directory_has_one_holder_at_a_time() {
    try (var first = DataDirectory.hold(temporary)) {
      assertThatThrownBy(() -> DataDirectory.hold(first.path()))
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
    try (var second = DataDirectory.hold(temporary)) {
      assertThat(second.path()).isDirectory();
    }
  }

  @Test
  void a_data_directory_that_cannot_be_made_is_named() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.hold(file.resolve("data")))
        .isInstanceOf(CannotRunException.class)
        .hasMessageContaining("--data");
  }
}
