package dev.segmentnovu.relay;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code redis-server} of this machine in a process of its own, on loopback, with its AOF; may be
 * killed and started again.
 */
final class LocalRedis implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String PROGRAM = "redis-server";
  private static final String NEWER = "RELAY_TEST_REDIS_NEWER";

  final int port;
  private final Path directory;
  private final List<String> command;
  private final RedisControl control;
  private Process process;

  private LocalRedis(Path parent, String program, int port, List<String> options)
      throws IOException {
    this.port = port;
    this.directory = Files.createDirectories(parent.resolve(Integer.toString(port)));
    this.control = new RedisControl(port, null);
    command = new ArrayList<>(List.of(program));
    command.addAll(options);
    process = launch();
  }

  /** Starts a server, with more options than its port, directory and AOF. */
  static LocalRedis server(Path parent, String... more) throws IOException {
    return server(parent, PROGRAM, more);
  }

  /** The same of 7.2 or newer, which {@code RELAY_TEST_REDIS_NEWER} names; without it skips. */
  static LocalRedis newer(Path parent, String... more) throws IOException {
    String program = System.getenv(NEWER);
    assumeTrue(
        program != null && !program.isBlank(),
        NEWER + " is not set: it must be the path of a redis-server of 7.2 or newer");
    return server(parent, String.valueOf(program), more);
  }

  private static LocalRedis server(Path parent, String program, String... more) throws IOException {
    int port = freePort();
    List<String> options = new ArrayList<>(List.of("--port", Integer.toString(port)));
    options.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"));
    options.addAll(List.of("--maxmemory-policy", "noeviction"));
    options.addAll(List.of("--repl-diskless-sync-delay", "0"));
    options.addAll(List.of(more));
    return new LocalRedis(parent, program, port, options);
  }

  /** Starts a Sentinel that watches the primary on {@code primaryPort} as {@code mymaster}. */
  static LocalRedis sentinel(Path parent, int primaryPort) throws IOException {
    int port = freePort();
    Path file = Files.createDirectories(parent).resolve("sentinel-" + port + ".conf");
    Files.writeString(
        file,
        String.join(
            "\n",
            "port " + port,
            "bind 127.0.0.1",
            "sentinel monitor mymaster 127.0.0.1 " + primaryPort + " 2",
            "sentinel down-after-milliseconds mymaster 2000",
            "sentinel failover-timeout mymaster 10000",
            ""));
    return new LocalRedis(parent, PROGRAM, port, List.of(file.toString(), "--sentinel"));
  }

  private static int freePort() {
    return FreePort.withClusterPort();
  }

  private Process launch() throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    return start(
        builder
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile())));
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(
          builder.command().get(0)
              + " cannot be run; these tests need Redis 7 or newer with Sentinel on the path:"
              + " apt-get install redis-server redis-tools",
          e);
    }
  }

  /** Runs {@code redis-cli}, and returns what it says when it has ended well. */
  static String cli(Path log, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("redis-cli"));
    command.addAll(arguments);
    var process =
        start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    int code = process.waitFor();
    String said = Files.readString(log, StandardCharsets.UTF_8);
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code + ":\n" + said);
    }
    return said;
  }

  /** The texts of an answer. */
  List<String> ask(String... words) throws IOException {
    return control.ask(words).texts();
  }

  /** Whether it answers, and {@code wanted} stands in what it answers. */
  boolean says(String question, String wanted) {
    try {
      return ask(question.split(" ")).toString().contains(wanted);
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns when it answers so. */
  void awaitSaying(String question, String wanted) {
    await(port + ": " + question + " says " + wanted)
        .atMost(LIMIT)
        .failFast(
            () -> {
              if (!process.isAlive()) {
                fail("The server has ended:\n" + log());
              }
            })
        .until(() -> says(question, wanted));
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("redis.log"));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  boolean isPrimary() {
    return says("INFO replication", "role:master");
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again after it was killed, with its data. */
  void restart() throws IOException {
    process = launch();
  }

  /** Has it stand still, with all its connections open, or go on. */
  void freeze(boolean still) throws IOException, InterruptedException {
    var signal =
        new ProcessBuilder("kill", still ? "-STOP" : "-CONT", Long.toString(process.pid())).start();
    if (signal.waitFor() != 0) {
      throw new IOException("kill ended with " + signal.exitValue());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
