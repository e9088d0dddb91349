package dev.segmentnovu.ingest.http;

import static dev.segmentnovu.ingest.fixtures.RawClient.post;
import static dev.segmentnovu.testing.Sources.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.telemetry.Metrics;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the relay decides by the head of a request alone. */
final class RequestHeadTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String TRACK =
      "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"key\"}";

  private final CompletableFuture<EnqueueResult> pending = new CompletableFuture<>();
  private final IngestFixture relay =
      IngestFixture.of((source, events) -> pending)
          .sources(source("web").writeKeys("key").sharedSecrets("secret"))
          .with(IngestSettings.REQUESTS, 1)
          .start();

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void a_client_that_expects_100_continue_gets_it_before_its_body() throws Exception {
    pending.complete(new EnqueueResult.Accepted(0));
    try (RawClient client = relay.connect()) {
      client.send(post("/v1/track", TRACK.length(), "Expect: 100-Continue\r\n"));
      assertThat(client.response()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send(TRACK);
      assertThat(client.response()).startsWith("HTTP/1.1 200");

      // the connection stays open
      client.send(post("/v1/track", TRACK.length(), "Expect: 100-continue\r\n"));
      assertThat(client.response()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send(TRACK);
      assertThat(client.response()).startsWith("HTTP/1.1 200").doesNotContain("close");
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
  void a_request_that_its_head_disqualifies_is_refused_before_its_body(
      String path, int length, String key, int status) throws Exception {
    String basic =
        key.isEmpty()
            ? ""
            : "Authorization: Basic "
                + Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8))
                + "\r\n";
    try (RawClient client = relay.connect()) {
      client.send(post(path, length, basic + "Expect: 100-continue\r\n"));

      assertThat(client.response())
          .startsWith("HTTP/1.1 " + status)
          .containsIgnoringCase("connection: close")
          .contains("\"code\"");
      assertThat(client.read()).isEqualTo(-1);
    }
    relay.awaitNothingInFlight();
  }

  @Test
  void a_request_beyond_the_limit_gets_429_before_its_body() throws Exception {
    try (RawClient first = relay.connect();
        RawClient second = relay.connect()) {
      first.send(post("/v1/track", TRACK.length(), "") + TRACK);
      await().atMost(LIMIT).until(() -> relay.gauge(Metrics.REQUESTS_IN_FLIGHT) == 1);

      second.send(post("/v1/track", TRACK.length(), "Expect: 100-continue\r\n"));

      assertThat(second.response()).startsWith("HTTP/1.1 429").contains("busy");
      pending.complete(new EnqueueResult.Accepted(0));
      assertThat(first.response()).startsWith("HTTP/1.1 200");
    }
    relay.awaitNothingInFlight();
  }

  @Test
  void an_unknown_expectation_is_417() throws Exception {
    try (RawClient client = relay.connect()) {
      client.send(post("/v1/track", TRACK.length(), "Expect: a-miracle\r\n"));
      assertThat(client.response()).startsWith("HTTP/1.1 417").contains("\"code\"");
    }
    relay.awaitNothingInFlight();
  }

  @Test
  void a_client_of_http_1_0_gets_no_100_continue() throws Exception {
    pending.complete(new EnqueueResult.Accepted(0));
    try (RawClient client = relay.connect()) {
      client.send(
          post("/v1/track", TRACK.length(), "Expect: 100-continue\r\n").replace("1.1", "1.0")
              + TRACK);
      assertThat(client.response()).startsWith("HTTP/1.0 200");
    }
  }

  @Test
  void a_body_with_a_content_length_above_the_limit_is_refused_at_once() throws Exception {
    try (RawClient client = relay.connect()) {
      client.send(post("/v1/track", 600_000, ""));
      assertThat(client.response()).startsWith("HTTP/1.1 413");
    }
    relay.awaitNothingInFlight();
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
    try (RawClient client = relay.connect()) {
      client.send("POST /v1/track HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}");
      assertThat(client.response())
          .startsWith("HTTP/1.1 400")
          .contains("application/json", "\"code\":\"bad_request\"", "Host");
    }
    relay.awaitNothingInFlight();
  }

  @ParameterizedTest
  @CsvSource({"'NONSENSE\r\n\r\n', 400", "long line, 414", "long header, 431"})
  void bytes_that_are_not_a_request_get_a_json_error(String sent, int status) throws Exception {
    String request =
        switch (sent) {
          case "long line" -> "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: relay\r\n\r\n";
          case "long header" ->
              "GET / HTTP/1.1\r\nHost: relay\r\nX: " + "x".repeat(10_000) + "\r\n\r\n";
          default -> sent;
        };
    try (RawClient client = relay.connect()) {
      client.send(request);
      assertThat(client.response()).contains(" " + status + " ").contains("\"code\"");
    }
  }
}
