package dev.segmentnovu.e2e.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.Relay;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code relay up} in a process of its own, on free ports, which it keeps across restarts. */
final class UpProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final int http = freePort();
  private final int admin = freePort();
  private final int ops = freePort();
  private final int redis = freePort();
  private final int sandbox = freePort();
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  UpProcess(Path directory) throws IOException {
    this.directory = directory;
    this.process = launch();
    awaitReady();
  }

  private Process launch() throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            Relay.class.getName(),
            "up",
            "--data",
            directory.resolve("data").toString(),
            "--redis-port",
            Integer.toString(redis),
            "--sandbox-port",
            Integer.toString(sandbox));
    Map<String, String> environment = builder.environment();
    setPorts(environment);
    environment.put("RELAY_RETRY_INITIAL", "2s");
    environment.put("RELAY_RETRY_MAX", "2s");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private void awaitReady() {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(log());
              }
              return get(admin, "/health/ready") == 200 && log().contains("The relay is up.");
            });
  }

  /** Sends samples, and returns when the sandbox received them or the time is over. */
  CommandLineRun send(String... more) {
    return sendWith(Map.of(), more);
  }

  /** The same with settings of the sender, such as another shared secret. */
  CommandLineRun sendWith(Map<String, String> settings, String... more) {
    List<String> arguments = new ArrayList<>(List.of("send"));
    arguments.addAll(List.of("--url", "http://127.0.0.1:" + http + "/webhooks/segment"));
    arguments.addAll(List.of("--sandbox", "http://127.0.0.1:" + sandbox));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(settings, arguments.toArray(String[]::new));
  }

  /** What a command printed, to both outputs, and how it ended. */
  record Ran(int exitCode, String out) {}

  /** Runs a command of the relay in a process of its own, with the ports of this relay. */
  Ran command(String... arguments) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Relay.class.getName()));
    line.addAll(List.of(arguments));
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    setPorts(builder.environment());
    Process command = builder.start();
    command.getOutputStream().close();
    String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(command.waitFor(), out);
  }

  private void setPorts(Map<String, String> environment) {
    List.of("REDIS_URL", "NOVU_API_KEY", "NOVU_API_URL", "SEGMENT_SHARED_SECRET")
        .forEach(environment::remove);
    List.of("SEGMENT_WRITE_KEY", "RELAY_ADMIN_TOKEN", "RELAY_ADMIN_URL")
        .forEach(environment::remove);
    environment.put("RELAY_HTTP_PORT", Integer.toString(http));
    environment.put("RELAY_ADMIN_PORT", Integer.toString(admin));
    environment.put("RELAY_OPS_PORT", Integer.toString(ops));
  }

  /** Makes the sandbox fail in the way of {@code fault}. */
  void fail(String fault) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandbox + "/sandbox/fail"))
            .POST(BodyPublishers.ofString(fault));
    client.send(request.build(), BodyHandlers.discarding());
  }

  /** The requests the sandbox received since it started. */
  JsonNode received() {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandbox + "/sandbox/requests"));
      byte[] body = client.send(request.build(), BodyHandlers.ofByteArray()).body();
      return EventCodec.JSON.readTree(body).path("items");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int get(int port, String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  int adminPort() {
    return admin;
  }

  int opsPort() {
    return ops;
  }

  int redisPort() {
    return redis;
  }

  /** Ends it as a power failure would, and restarts it. */
  void killAndRestart() throws Exception {
    process.destroyForcibly().waitFor();
    restart();
  }

  /** Tells it to stop; returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("It did not stop: " + log());
    }
    return process.exitValue();
  }

  void restart() throws IOException {
    Files.deleteIfExists(directory.resolve("log"));
    process = launch();
    awaitReady();
  }

  String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
  }
}
