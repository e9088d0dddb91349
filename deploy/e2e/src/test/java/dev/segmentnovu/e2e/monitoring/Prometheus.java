package dev.segmentnovu.e2e.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A Prometheus that scrapes both ports of a relay each second, and runs the rules. */
final class Prometheus implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePort.next();
  private final Path output;
  private final Process process;

  /**
   * Starts it.
   *
   * @param directory for its data
   * @param ingest the admin port of the ingest
   * @param worker the ops port of the worker
   */
  Prometheus(Path program, Path directory, int ingest, int worker) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [ "%s" ]
            scrape_configs:
              - job_name: relay-ingest
                static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
              - job_name: relay-worker
                static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
            """
                .formatted(
                    Rules.DIRECTORY.resolve("rules.yml").toRealPath().toString(), ingest, worker));
    output = directory.resolve("prometheus.log");
    process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  /** Returns when {@code query} has a result. */
  void await(String query) {
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
              assertThat(series(query)).as(query).isPositive();
            });
  }

  /**
   * How many series a query has at this moment.
   *
   * @throws AssertionError if Prometheus refuses the query
   */
  int series(String query) throws IOException, InterruptedException {
    JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    assertThat(answer.path("status").asText()).as("%s: %s", query, answer).isEqualTo("success");
    return answer.at("/data/result").size();
  }

  /** The groups of rules, with what their last evaluation had for a problem. */
  JsonNode rules() throws IOException, InterruptedException {
    return get("/api/v1/rules").at("/data/groups");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return EventCodec.JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    process.destroy();
    Awaitility.await().atMost(LIMIT).until(() -> !process.isAlive());
  }
}
