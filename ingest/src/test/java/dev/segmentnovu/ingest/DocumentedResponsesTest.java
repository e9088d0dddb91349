package dev.segmentnovu.ingest;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.AdmissionRules.Anonymous;
import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.telemetry.Metrics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** docs/ingest.md lists exactly the responses of ingest: the tests provoke each of them. */
final class DocumentedResponsesTest {

  private static final String TRACK = "{'type':'track','userId':'u','event':'E'}";
  private static final Map<String, String> KEY = Requests.basic("key");

  private final Set<String> responses = new TreeSet<>();
  private final Set<String> codes = new TreeSet<>();
  private volatile CompletableFuture<EnqueueResult> queue = result(new EnqueueResult.Accepted(0));
  private IngestFixture relay = ingest().start();

  private IngestFixture.Builder ingest() {
    return IngestFixture.of((source, events) -> queue)
        .sources(
            source("hook").writeKeys("key").sharedSecrets("secret").anonymous(Anonymous.REJECT),
            source("second")
                .writeKeys("other")
                .sharedSecrets("secret")
                .anonymous(Anonymous.REJECT));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void the_table_of_responses_lists_exactly_what_ingest_responds() throws Exception {
    post("/v1/track", "{", KEY);
    post("/webhooks/segment/hook", TRACK, Map.of("X-Signature", "00"));
    post("/v1/track", TRACK, Map.of());
    post("/nothing", TRACK, KEY);
    post("/webhooks/segment/none", TRACK, KEY);
    request("GET", "/v1/track", "", Map.of());
    raw("POST /v1/" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    raw("POST /v1/track HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
    raw("POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: wonders\r\n\r\n");
    post("/v1/track", "x".repeat(512_001), KEY);
    post("/v1/track", TRACK, Requests.with(KEY, "Content-Encoding", "br"));
    String shared = "{'batch':[%s],'context':{'x':'%s'}}";
    String many = TRACK + ("," + TRACK).repeat(999);
    post("/v1/batch", shared.formatted(many, "y".repeat(10_000)), KEY);
    queue = result(new EnqueueResult.Full());
    post("/v1/track", TRACK, KEY);
    queue = result(new EnqueueResult.Unavailable("away"));
    post("/v1/track", TRACK, KEY);
    queue = CompletableFuture.failedFuture(new IllegalStateException("a bug, for this test"));
    post("/v1/track", TRACK, KEY);
    relay.close();
    relay =
        ingest()
            .with(IngestSettings.REQUESTS, 9)
            .with(IngestSettings.BYTES, 10L)
            .with(IngestSettings.CONNECTIONS, 9)
            .with(IngestSettings.READ_TIMEOUT, Duration.ofMillis(50))
            .start();
    post("/v1/track", TRACK, KEY);
    raw("POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");

    assertThat(responses)
        .isEqualTo(documented("Answers to requests", "\\| (\\d+) \\| `(\\w+)` \\|"));
  }

  @Test
  void the_table_of_codes_lists_exactly_what_events_are_rejected_with() throws Exception {
    for (String event :
        List.of(
            "{'userId':'u'}",
            "{'type':'page'}",
            "{'type':'page','anonymousId':'a'}",
            "{'type':'page','userId':{}}",
            "{'type':'group','userId':'u'}",
            "{'type':'track','userId':'u'}",
            "{'type':'track','userId':'u','event':1}",
            "{'type':'track','userId':'u','event':'E','properties':1}",
            "{'type':'identify','userId':'u','traits':1}",
            "{'type':'page','userId':'u','name':1}",
            "{'type':'page','userId':'u','category':1}",
            "")) {
      String body = post("/v1/batch", "{'batch':[" + event + "]}", KEY).body();
      codes.add(EventCodec.JSON.readTree(body).at("/errors/0/code").asText());
    }

    assertThat(codes).isEqualTo(documented("Codes of events", "\\| `(\\w+)` \\|"));
  }

  @Test
  void the_counter_of_rejected_events_begins_with_each_code() throws IOException {
    for (String code : documented("Codes of events", "\\| `(\\w+)` \\|")) {
      assertThat(relay.counter(Metrics.REJECTED, "code", code)).isZero();
    }
  }

  /** Finds codes that the tests above do not provoke. */
  @Test
  void no_code_in_the_source_is_missing_from_the_tables() throws IOException {
    Pattern code =
        Pattern.compile(
            "(?:Refusal\\.of|Refusal\\.unauthorized|invalid)\\(\\s*\"(\\w+)\""
                + "|new Refusal\\(\\s*\\d+,\\s*\"(\\w+)\""
                + "|retryLater\\(\\s*\\d+,\\s*\"(\\w+)\"");
    Set<String> written = new TreeSet<>();
    for (Path directory :
        List.of(
            Path.of("src/main/java/dev/segmentnovu/ingest/http"),
            Path.of("src/main/java/dev/segmentnovu/ingest/admission"),
            Path.of("src/main/java/dev/segmentnovu/ingest/intake"),
            Path.of("../common/src/main/java/dev/segmentnovu/event/intake"))) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          code.matcher(Files.readString(file))
              .results()
              .forEach(found -> written.add(group(found)));
        }
      }
    }
    assertThat(written).contains("bad_request", "busy", "full", "event_not_defined", "timeout");

    Set<String> named = documented("Codes of events", "\\| `(\\w+)` \\|");
    named.addAll(documented("Answers to requests", "\\| \\d+ \\| `(\\w+)` \\|"));
    assertThat(named).containsAll(written);
  }

  private static String group(MatchResult found) {
    for (int i = 1; i <= found.groupCount(); i++) {
      if (found.group(i) != null) {
        return found.group(i);
      }
    }
    throw new AssertionError(found);
  }

  /** The cells of a table of the document that {@code row} captures. */
  private static Set<String> documented(String heading, String row) throws IOException {
    String document = Files.readString(Path.of("..", "docs", "ingest.md"));
    String section = document.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
    return Pattern.compile("(?m)^" + row)
        .matcher(section)
        .results()
        .map(
            found ->
                found.groupCount() == 1 ? found.group(1) : found.group(1) + " " + found.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static CompletableFuture<EnqueueResult> result(EnqueueResult result) {
    return CompletableFuture.completedFuture(result);
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    return request("POST", path, body, headers);
  }

  private HttpResponse<String> request(
      String method, String path, String body, Map<String, String> headers) throws Exception {
    HttpResponse<String> response = relay.request(method, path, Requests.json(body), headers);
    note(response.statusCode(), response.body());
    return response;
  }

  /** Sends this text, and notes the response. */
  private void raw(String request) throws IOException {
    try (RawClient client = relay.connect()) {
      client.send(request);
      String response = client.readAll();
      note(Integer.parseInt(response.substring(9, 12)), response.substring(response.indexOf('{')));
    }
  }

  private void note(int status, String body) throws IOException {
    JsonNode json = EventCodec.JSON.readTree(body);
    if (status != 200) {
      responses.add(status + " " + json.get("code").asText());
    }
  }
}
