package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a request decides, for clients that speak HTTP to the letter. */
final class RequestHeadTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d{1,6})");
  private static final String TRACK =
      "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"key\"}";

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final CompletableFuture<EnqueueResult> pending = new CompletableFuture<>();
  private int port;

  @BeforeEach
  void start() throws Exception {
    RelayConfig.InFlight wide = RelayConfig.defaults().ingest().inFlight();
    var bounds = new RelayConfig.InFlight(1, wide.bytes(), wide.connections(), wide.readTimeout());
    var ingest =
        new IngestVerticle(
            RelayConfig.defaults().ingest().at("127.0.0.1", 0).with(bounds),
            List.of(
                new RelayConfig.Source(
                    "web",
                    List.of(new Secret("key")),
                    List.of(new Secret("secret")),
                    new RelayConfig.Novu(
                        RelayConfig.defaults().sources().get(0).novu().url(),
                        new Secret("unused"),
                        RelayConfig.defaults().sources().get(0).novu().timeout()),
                    Mapping.of(Map.of()),
                    RelayConfig.defaults().sources().get(0).retry())),
            (source, events) -> pending,
            new AdmissionControl(bounds, metrics),
            metrics,
            Clock.systemUTC());
    vertx.deployVerticle(ingest).await(10, TimeUnit.SECONDS);
    port = ingest.port();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void a_strict_client_sends_its_body_after_100_continue() throws Exception {
    pending.complete(new EnqueueResult.Accepted(0));
    try (Socket socket = connect()) {
      send(socket, post("/v1/track", TRACK.length(), "Expect: 100-Continue\r\n"));
      assertThat(answer(socket)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      send(socket, TRACK);
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");

      // the connection goes on
      send(socket, post("/v1/track", TRACK.length(), "Expect: 100-continue\r\n"));
      assertThat(answer(socket)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      send(socket, TRACK);
      assertThat(answer(socket)).startsWith("HTTP/1.1 200").doesNotContain("close");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/track, 512001, '', 413",
    "/v1/track, 100, wrong, 401",
    "/webhooks/segment, 100, '', 401",
    "/webhooks/segment/other, 100, '', 404",
    "/nothing, 100, '', 404",
  })
  void what_the_head_decides_is_answered_without_the_body(
      String path, int length, String key, int status) throws Exception {
    String basic =
        key.isEmpty()
            ? ""
            : "Authorization: Basic "
                + Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8))
                + "\r\n";
    try (Socket socket = connect()) {
      send(socket, post(path, length, basic + "Expect: 100-continue\r\n"));

      assertThat(answer(socket))
          .startsWith("HTTP/1.1 " + status)
          .containsIgnoringCase("connection: close")
          .contains("\"code\"");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertNothingInFlight();
  }

  @Test
  void without_room_the_answer_is_429() throws Exception {
    try (Socket first = connect();
        Socket second = connect()) {
      send(first, post("/v1/track", TRACK.length(), "") + TRACK);
      await().atMost(LIMIT).until(() -> gauge(Metrics.REQUESTS_IN_FLIGHT) == 1);

      send(second, post("/v1/track", TRACK.length(), "Expect: 100-continue\r\n"));

      assertThat(answer(second)).startsWith("HTTP/1.1 429").contains("busy");
      pending.complete(new EnqueueResult.Accepted(0));
      assertThat(answer(first)).startsWith("HTTP/1.1 200");
    }
    assertNothingInFlight();
  }

  @Test
  void another_expectation_is_417() throws Exception {
    try (Socket socket = connect()) {
      send(socket, post("/v1/track", TRACK.length(), "Expect: a-miracle\r\n"));
      assertThat(answer(socket)).startsWith("HTTP/1.1 417").contains("\"code\"");
    }
    assertNothingInFlight();
  }

  @Test
  void a_client_of_http_1_0_expects_nothing() throws Exception {
    pending.complete(new EnqueueResult.Accepted(0));
    try (Socket socket = connect()) {
      send(
          socket,
          post("/v1/track", TRACK.length(), "Expect: 100-continue\r\n").replace("1.1", "1.0")
              + TRACK);
      assertThat(answer(socket)).startsWith("HTTP/1.0 200");
    }
  }

  @Test
  void a_body_that_is_declared_too_large_is_refused_at_once() throws Exception {
    try (Socket socket = connect()) {
      send(socket, post("/v1/track", 600_000, ""));
      assertThat(answer(socket)).startsWith("HTTP/1.1 413");
    }
    assertNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: a b\r\n",
        "Host: relay:x\r\n",
        "Host: http://relay/\r\n",
        "Host: relay\r\nHost: relay\r\n"
      })
  void a_missing_or_malformed_host_is_400(String host) throws Exception {
    try (Socket socket = connect()) {
      send(socket, "POST /v1/track HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}");
      assertThat(answer(socket))
          .startsWith("HTTP/1.1 400")
          .contains("application/json", "\"code\":\"bad_request\"", "Host");
    }
    assertNothingInFlight();
  }

  @ParameterizedTest
  @CsvSource({"'NONSENSE\r\n\r\n', 400", "long line, 414", "long header, 431"})
  void what_is_no_request_gets_json_too(String sent, int status) throws Exception {
    String request =
        switch (sent) {
          case "long line" -> "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: relay\r\n\r\n";
          case "long header" ->
              "GET / HTTP/1.1\r\nHost: relay\r\nX: " + "x".repeat(10_000) + "\r\n\r\n";
          default -> sent;
        };
    try (Socket socket = connect()) {
      send(socket, request);
      assertThat(answer(socket)).contains(" " + status + " ").contains("\"code\"");
    }
  }

  private static String post(String path, int length, String headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: relay\r\n"
        + headers
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** The head and the body of one answer. */
  private static String answer(Socket socket) throws IOException {
    var read = new ByteArrayOutputStream();
    while (!isComplete(read.toString(UTF_8))) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      read.write(next);
    }
    return read.toString(UTF_8);
  }

  private static boolean isComplete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    Matcher length = LENGTH.matcher(answer);
    return end >= 0
        && answer.length() >= end + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
  }

  private void assertNothingInFlight() {
    await()
        .atMost(LIMIT)
        .until(() -> gauge(Metrics.REQUESTS_IN_FLIGHT) == 0 && gauge(Metrics.BYTES_IN_FLIGHT) == 0);
  }

  private double gauge(String name) {
    return metrics.get(name).gauge().value();
  }
}
