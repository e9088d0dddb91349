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
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
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

  /** The sum of a metric without or with tags. */
  double metric(String name) throws IOException, InterruptedException {
    String text = new String(ask("/metrics").body(), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpResponse<byte[]> ask(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + path))
            .timeout(Duration.ofSeconds(20));
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
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
