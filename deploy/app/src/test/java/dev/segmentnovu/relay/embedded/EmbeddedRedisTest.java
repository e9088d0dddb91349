package dev.segmentnovu.relay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
  @TempDir private Path temporary;

  private int port;

  @BeforeEach
  void choosePort() {
    port = FreePort.next();
  }

  @Test
  void written_data_is_there_after_a_restart() throws IOException {
    try (var directory = DataDirectory.hold(temporary)) {
      RedisControl first;
      try (var redis = EmbeddedRedis.start(directory, port)) {
        assertThat(redis.uri().toString()).matches("redis://:[0-9a-f]{64}@127.0.0.1:" + port);
        first = redis.control();
        first.ask("SET", "key", "wört");
      }
      assertThatThrownBy(() -> first.ask("PING")).isInstanceOf(IOException.class);
      try (var redis = EmbeddedRedis.start(directory, port)) {
        assertThat(redis.uri().getPort()).isEqualTo(port);
        assertThat(redis.control().ask("GET", "key").texts()).containsExactly("wört");
      }
    }
  }

  @Test
  void nobody_but_the_owner_reads_its_files_or_knows_its_password() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var directory = DataDirectory.hold(temporary);
        var redis = EmbeddedRedis.start(directory, port)) {
      redis.control().ask("SET", "key", "value");

      assertThat(permissions(directory.path())).isEqualTo("rwx------");
      try (Stream<Path> files = Files.walk(directory.path())) {
        // all files except the program, which is no secret
        assertThat(
                files
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("redis-server"))
                    .toList())
            .extracting(file -> file.getFileName() + " " + permissions(file))
            .contains("redis-password rw-------", "redis.conf rw-------")
            .anyMatch(each -> each.startsWith("appendonly.aof"))
            .allMatch(each -> each.endsWith("------"));
      }
      assertThat(new RedisControl(port, null).ask("GET", "key").texts().get(0))
          .startsWith("NOAUTH");
      String password = redis.uri().getUserInfo().substring(1);
      assertThat(ProcessHandle.allProcesses().flatMap(EmbeddedRedisTest::commandLine))
          .noneMatch(line -> line.contains(password));
    }
  }

  private static Stream<String> commandLine(ProcessHandle process) {
    return process.info().commandLine().stream();
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_redis_that_an_older_relay_left_without_a_password_gets_one() throws IOException {
    try (var directory = DataDirectory.hold(temporary)) {
      EmbeddedRedis left = EmbeddedRedis.start(directory, port);
      left.control().ask("CONFIG", "SET", "requirepass", "");
      assertThat(new RedisControl(port, null).ask("PING").says("PONG")).isTrue();

      try (var adopted = EmbeddedRedis.start(directory, port)) {
        assertThat(adopted.control().ask("PING").says("PONG")).isTrue();
        assertThat(new RedisControl(port, null).ask("PING").texts().get(0)).startsWith("NOAUTH");
      }
    }
  }

  /** A program that reports a newer version of Redis, and runs the installed one. */
  @Test
  void a_redis_on_the_path_is_preferred_unless_it_is_older() throws IOException {
    Path builtIn = program("builtin", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc");
    program("older", "Redis server v=6.2.14 sha=00000000:0");
    program("same", "Redis server v=7.0.15 sha=00000000:0");
    program("newer", "Redis server v=7.4.10 sha=00000000:0");
    program("broken", "Illegal instruction");
    String path = temporary + "/older:" + temporary + "/broken:" + temporary + "/none";

    assertThat(RedisProgram.newest(builtIn, path)).hasValue(new RedisProgram(builtIn, "7.0.15"));
    path += ":" + temporary + "/same";
    assertThat(RedisProgram.newest(builtIn, path))
        .hasValue(new RedisProgram(temporary.resolve("same/redis-server"), "7.0.15"));
    assertThat(RedisProgram.newest(builtIn, path + ":" + temporary + "/newer"))
        .hasValue(new RedisProgram(temporary.resolve("newer/redis-server"), "7.4.10"));
  }

  private Path program(String directory, String says) throws IOException {
    Path file = Files.createDirectories(temporary.resolve(directory)).resolve("redis-server");
    Files.writeString(file, "#!/bin/sh\necho '" + says + "'\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  @Test
  void a_directory_that_disappears_is_noticed() throws IOException {
    try (var directory = DataDirectory.hold(temporary.resolve("data"));
        var redis = EmbeddedRedis.start(directory, port)) {
      assertThat(directory.isThere()).isTrue();

      Files.move(directory.path(), temporary.resolve("elsewhere"));
      assertThat(directory.isThere()).isFalse();

      Files.createDirectories(directory.path());
      assertThat(directory.isThere()).as("another one of that name").isFalse();
      redis.control().ask("SET", "key", "value");
    }
  }

  @Test
  void it_evicts_nothing_and_writes_every_change_to_a_file() throws IOException {
    try (var directory = DataDirectory.hold(temporary);
        var redis = EmbeddedRedis.start(directory, port)) {
      var control = redis.control();

      assertThat(control.ask("CONFIG", "GET", "maxmemory-policy").texts()).contains("noeviction");
      assertThat(control.ask("CONFIG", "GET", "appendonly").texts()).contains("yes");
      assertThat(control.ask("CONFIG", "GET", "appendfsync").texts()).contains("everysec");
      assertThat(control.ask("CONFIG", "GET", "bind").texts()).contains("127.0.0.1");
      assertThat(control.ask("CONFIG", "GET", "maxmemory").texts()).contains("1073741824");
    }
  }

  @Test
  void a_redis_that_was_left_running_is_adopted() throws IOException {
    try (var directory = DataDirectory.hold(temporary)) {
      EmbeddedRedis left = EmbeddedRedis.start(directory, port);
      var control = left.control();
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
          .hasMessageContaining("a Redis whose password is not in " + ours.path())
          .hasMessageContaining("--redis-port");
    }
  }

  @Test
  void a_program_that_is_not_a_redis_is_recognised() throws IOException {
    try (var other = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        var directory = DataDirectory.hold(temporary)) {
      Thread responding = new Thread(() -> respond(other));
      responding.setDaemon(true);
      responding.start();

      assertThatThrownBy(() -> EmbeddedRedis.start(directory, port))
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining("not a Redis");
    }
  }

  @Test
  void a_program_that_does_not_answer_is_not_called_another_program_than_redis()
      throws IOException {
    try (var other = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        var directory = DataDirectory.hold(temporary)) {
      assertThatThrownBy(() -> EmbeddedRedis.start(directory, port))
          .as("%s accepts, and says nothing", other)
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining("does not answer")
          .hasMessageNotContainingAny("not a Redis");
    }
  }

  private static void respond(ServerSocket other) {
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
