package dev.segmentnovu.e2e.docker;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
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
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The services of the repository's Compose file, under a name and on ports of their own. The
 * settings stand in a {@code .env} beside a copy of the file, so those of a developer stay.
 */
final class ComposeStack implements AutoCloseable {
  static final String SECRET = "shared-secret";

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String TOKEN = "a-token-of-the-compose-test";
  private static final String CHANGES = "docker-compose.test.yml";

  private final List<String> compose = new ArrayList<>(Engine.compose());
  private final HttpClient client = HttpClient.newHttpClient();
  private final int http = FreePort.next();
  private final int admin = FreePort.next();

  /**
   * A copy of the Compose file with its settings; starts nothing.
   *
   * @param directory is empty
   * @param settings environment variables of ingest and the workers
   */
  ComposeStack(Path repository, Path directory, Map<String, String> settings) throws IOException {
    Path docker = directory.resolve("deploy").resolve("docker");
    copy(repository.resolve("deploy").resolve("docker"), docker);
    copy(repository.resolve("deploy").resolve("monitoring"), docker.resolveSibling("monitoring"));
    try (InputStream changes = ComposeStack.class.getResourceAsStream(CHANGES)) {
      Files.copy(Objects.requireNonNull(changes), docker.resolve(CHANGES));
    }
    List<String> lines = new ArrayList<>();
    lines.add("IMAGE=" + Engine.IMAGE);
    lines.add("RELAY_ADMIN_TOKEN=" + TOKEN);
    lines.add("SEGMENT_SHARED_SECRET=" + SECRET);
    lines.add("PUBLISH_HTTP=127.0.0.1:" + http);
    lines.add("PUBLISH_ADMIN=127.0.0.1:" + admin);
    settings.forEach((name, value) -> lines.add(name + "=" + value));
    Files.write(docker.resolve(".env"), lines);
    compose.addAll(List.of("-p", "relay-test-" + http));
    for (String file : List.of("docker-compose.yml", CHANGES)) {
      compose.addAll(List.of("-f", docker.resolve(file).toString()));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.copy(file, target);
        // the containers' users read what is mounted
        if (!target.toFile().setReadable(true, false)) {
          throw new IOException(target + " cannot be made readable");
        }
      }
    }
  }

  /** Runs a command of Compose, and returns what it printed. */
  String compose(String... arguments) {
    return Shell.run(LIMIT, Stream.concat(compose.stream(), Stream.of(arguments)).toList());
  }

  /** Starts what is missing and stops what is too much, until there are this many workers. */
  void scale(int workers) {
    compose("up", "-d", "--no-build", "--no-recreate", "--scale", "worker=" + workers);
  }

  /** The containers of a service that run. */
  List<String> containers(String service) {
    return compose("ps", "-q", service)
        .lines()
        .filter(id -> state(id, "{{.State.Running}}").equals("true"))
        .toList();
  }

  /** The containers of a service, whether they run or not. */
  List<String> allContainers(String service) {
    return Engine.docker(
            "ps",
            "-aq",
            "--filter",
            "label=com.docker.compose.project=relay-test-" + http,
            "--filter",
            "label=com.docker.compose.service=" + service)
        .lines()
        .toList();
  }

  /** What {@code docker inspect} says of a container. */
  static String state(String container, String format) {
    return Engine.docker("inspect", "-f", format, container);
  }

  /** Returns when this many containers of a service are healthy, by their own health check. */
  void awaitHealthy(String service, int count) {
    await(service + " is healthy")
        .atMost(LIMIT)
        .until(
            () ->
                containers(service).stream()
                        .filter(id -> state(id, "{{.State.Health.Status}}").equals("healthy"))
                        .count()
                    == count);
  }

  URI webhook() {
    return URI.create("http://127.0.0.1:" + http + "/webhooks/segment");
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
            .header("Authorization", "Bearer " + TOKEN)
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode());
    }
    return EventCodec.JSON.readTree(response.body());
  }

  /** How many events wait; fails with an {@link IOException} if ingest does not respond. */
  int depth() throws IOException, InterruptedException {
    return json("/admin/queue").path("sources").path(0).path("depth").asInt(-1);
  }

  /** Returns when ingest responds and no event waits. */
  void awaitDrained() {
    await("the queue is empty")
        .atMost(LIMIT)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(() -> depth() == 0);
  }

  /** All dead letters, page by page. */
  List<JsonNode> deadLetters() throws IOException, InterruptedException {
    List<JsonNode> deadLetters = new ArrayList<>();
    String from = "";
    do {
      JsonNode page = json("/admin/dead-letters?limit=100" + from);
      page.path("items").forEach(deadLetters::add);
      String next = page.path("next").textValue();
      from = next == null ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!from.isEmpty());
    return deadLetters;
  }

  /** Removes all containers and volumes. */
  @Override
  public void close() {
    compose("down", "-v", "--remove-orphans", "-t", "5");
  }
}
