package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.EnqueueResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/ingest.md lists exactly the answers that ingest gives: each of them is provoked here. */
final class DocumentedAnswersTest {

  private static final String TRACK = "{'type':'track','userId':'u','event':'E'}";
  private static final Map<String, String> KEY =
      Map.of(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString("key:".getBytes(UTF_8)));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> answers = new TreeSet<>();
  private final Set<String> codes = new TreeSet<>();
  private volatile CompletableFuture<EnqueueResult> queue = result(new EnqueueResult.Accepted(0));
  private IngestVerticle ingest;

  @BeforeEach
  void start() throws Exception {
    ingest = deploy(RelayConfig.defaults().ingest().inFlight());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void each_answer_to_a_request_is_in_the_table_and_each_of_the_table_is_given() throws Exception {
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
    post("/v1/track", TRACK, with("Content-Encoding", "br"));
    String shared = "{'batch':[%s],'context':{'x':'%s'}}";
    String many = TRACK + ("," + TRACK).repeat(999);
    post("/v1/batch", shared.formatted(many, "y".repeat(10_000)), KEY);
    queue = result(new EnqueueResult.Full());
    post("/v1/track", TRACK, KEY);
    queue = result(new EnqueueResult.Unavailable("away"));
    post("/v1/track", TRACK, KEY);
    queue = CompletableFuture.failedFuture(new IllegalStateException("a bug, for this test"));
    post("/v1/track", TRACK, KEY);
    ingest = deploy(new RelayConfig.InFlight(9, 10, 9, Duration.ofMillis(50)));
    post("/v1/track", TRACK, KEY);
    raw("POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");

    assertThat(answers).isEqualTo(documented("Answers to requests", "\\| (\\d+) \\| `(\\w+)` \\|"));
  }

  @Test
  void each_code_of_an_event_is_in_the_table_and_each_of_the_table_is_given() throws Exception {
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

  /** What the tests above could not provoke, because nobody thought of it. */
  @Test
  void no_code_in_the_source_is_missing_from_the_tables() throws IOException {
    Pattern code =
        Pattern.compile(
            "(?:Refusal\\.of|Refusal\\.unauthorized|invalid)\\(\\s*\"(\\w+)\""
                + "|new Refusal\\(\\s*\\d+,\\s*\"(\\w+)\""
                + "|otNow\\(\\s*\\w+,\\s*\\d+,\\s*\"(\\w+)\"");
    Set<String> written = new TreeSet<>();
    for (Path room :
        List.of(
            Path.of("src/main/java/dev/segmentnovu/ingest"),
            Path.of("../common/src/main/java/dev/segmentnovu/event/intake"))) {
      try (Stream<Path> files = Files.list(room)) {
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

  /** What a table of the document has in the columns that {@code row} names. */
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

  private IngestVerticle deploy(RelayConfig.InFlight bounds) throws Exception {
    var metrics = new SimpleMeterRegistry();
    var deployed =
        new IngestVerticle(
            RelayConfig.defaults().ingest().at("127.0.0.1", 0).with(bounds),
            List.of(source("hook"), source("second")),
            (source, events) -> queue,
            new AdmissionControl(bounds, metrics),
            metrics,
            Clock.systemUTC());
    vertx.deployVerticle(deployed).await(10, TimeUnit.SECONDS);
    return deployed;
  }

  private static RelayConfig.Source source(String name) {
    RelayConfig.Source any = RelayConfig.defaults().sources().get(0);
    return new RelayConfig.Source(
            name,
            List.of(new Secret(name.equals("hook") ? "key" : "other")),
            List.of(new Secret("secret")),
            any.novu(),
            Mapping.of(Map.of()),
            any.retry())
        .with(
            new AdmissionRules(
                AdmissionRules.Signature.FIRST_ELEMENT_OR_BODY, AdmissionRules.Anonymous.REJECT));
  }

  private static CompletableFuture<EnqueueResult> result(EnqueueResult result) {
    return CompletableFuture.completedFuture(result);
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> headers = new HashMap<>(KEY);
    headers.put(name, value);
    return headers;
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    return request("POST", path, body, headers);
  }

  private HttpResponse<String> request(
      String method, String path, String body, Map<String, String> headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.port() + path))
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
    headers.forEach(request::header);
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    note(answer.statusCode(), answer.body());
    return answer;
  }

  /** A body that does not arrive in time. */
  /** Sends these bytes, and notes what is answered before the connection is closed. */
  private void raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), ingest.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      note(Integer.parseInt(answer.substring(9, 12)), answer.substring(answer.indexOf('{')));
    }
  }

  private void note(int status, String body) throws IOException {
    JsonNode json = EventCodec.JSON.readTree(body);
    if (status != 200) {
      answers.add(status + " " + json.get("code").asText());
    }
  }
}
