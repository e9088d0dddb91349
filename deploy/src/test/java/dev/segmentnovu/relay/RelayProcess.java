package dev.segmentnovu.relay;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code relay ingest} or {@code relay worker} in a process of its own, on ports that it keeps. */
final class RelayProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final String command;
  private final Map<String, String> settings;
  private final int healthPort;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  /**
   * Starts it; see {@link #awaitReady}.
   *
   * @param settings environment variables; those of this process do not reach it
   * @param healthPort where the settings have it answer {@code /health/ready}
   */
  RelayProcess(String command, Map<String, String> settings, int healthPort, Path log)
      throws IOException {
    this.command = command;
    this.settings = Map.copyOf(settings);
    this.healthPort = healthPort;
    this.log = log;
    this.process = launch();
  }

  private Process launch() throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(Relay.class.getName(), command));
    var builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(name -> name.matches("(RELAY|NOVU|SEGMENT|REDIS)_.*"));
    builder.environment().putAll(settings);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Returns when it says that it is ready. */
  RelayProcess awaitReady() {
    await(command)
        .atMost(LIMIT)
        .failFast(command + " ended, see " + log, () -> !process.isAlive())
        .until(() -> health("ready") == 200);
    return this;
  }

  /** The status of {@code /health/…}; 0 if nothing answers. */
  int health(String what) throws InterruptedException {
    try {
      return ask("/health/" + what).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** JSON from the port that also tells the health. */
  JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = ask(path);
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode());
    }
    return EventCodec.JSON.readTree(response.body());
  }

  /** The sum of a metric without or with tags; {@code name} may go on with the first of them. */
  double metric(String name) throws IOException, InterruptedException {
    String text = new String(ask("/metrics").body(), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.startsWith(name))
        .filter(line -> name.contains("{") || " {".indexOf(line.charAt(name.length())) >= 0)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Sends {@code DELETE} to the port that also tells the health. */
  void delete(String path) throws IOException, InterruptedException {
    int status = client.send(to(path).DELETE().build(), BodyHandlers.discarding()).statusCode();
    if (status != 204) {
      throw new IOException("DELETE " + path + " answered " + status);
    }
  }

  private HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
    return client.send(to(path).build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + path))
        .timeout(Duration.ofSeconds(20));
  }

  /** MiB of its heap that are in use once all garbage is collected. */
  double liveHeap() throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var collecting =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collecting.waitFor() != 0) {
      throw new IOException(jcmd + " ended with " + collecting.exitValue());
    }
    return metric("jvm_memory_used_bytes{area=\"heap\"") / (1 << 20);
  }

  /** The CPU time it has used so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** {@code SIGTERM}; returns its exit code when it has stopped. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  /** Starts it again after it has ended. */
  RelayProcess restart() throws IOException {
    process = launch();
    return this;
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }
}
