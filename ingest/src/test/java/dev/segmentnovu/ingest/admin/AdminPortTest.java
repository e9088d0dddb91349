package dev.segmentnovu.ingest.admin;

import static dev.segmentnovu.ingest.admin.AdminFixture.get;
import static dev.segmentnovu.ingest.admin.AdminFixture.json;
import static dev.segmentnovu.ingest.admin.AdminFixture.track;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin's port as such: who is let in, what is refused, the queue, health and metrics. */
final class AdminPortTest {

  private static final String QUEUE = "/admin/queue";

  private final List<AdminFixture> open = new ArrayList<>();

  private AdminFixture relay(URI redis, @Nullable String token) {
    var relay = new AdminFixture(redis, token);
    open.add(relay);
    return relay;
  }

  private AdminFixture relay() {
    return relay(TestRedis.uri(), null);
  }

  @AfterEach
  void close() {
    open.forEach(AdminFixture::close);
  }

  @Test
  void the_queue_tells_how_each_source_stands() {
    var relay = relay();
    relay.enqueue("u1", "m1", track("u1", "A"));
    relay.enqueue("u1", "m2", track("u1", "B"));
    relay.enqueue("u1", "m2", track("u1", "B"));
    ClaimedUser user = relay.claim();
    relay.settle(user, new Next.Backoff(Duration.ofHours(1), null), new Settled.Delivered());
    relay.letter("u2", "m3");
    relay.enqueue("u3", "m4", track("u3", "C"));

    JsonNode sources = json(relay.call("GET", QUEUE)).get("sources");

    assertThat(sources).hasSize(1);
    JsonNode source = sources.get(0);
    assertThat(source.fieldNames())
        .toIterable()
        .containsExactly(
            "source",
            "depth",
            "bytes",
            "runnable",
            "claimed",
            "retrying",
            "parked",
            "oldestAgeSeconds",
            "dead",
            "deadBytes",
            "totals",
            "rates");
    assertThat(source.get("source").asText()).isEqualTo(relay.source);
    assertThat(source.get("depth").asInt()).isEqualTo(2);
    assertThat(source.get("bytes").asInt()).isPositive();
    assertThat(source.get("runnable").asInt()).isEqualTo(1);
    assertThat(source.get("claimed").asInt()).isZero();
    assertThat(source.get("retrying").asInt()).isEqualTo(1);
    assertThat(source.get("parked").asInt()).isZero();
    assertThat(source.get("oldestAgeSeconds").isNumber()).isTrue();
    assertThat(source.get("dead").asInt()).isEqualTo(1);
    assertThat(source.get("deadBytes").asInt()).isPositive();
    assertThat(source.get("totals").toString())
        .isEqualTo(
            """
            {"enqueued":4,"duplicates":1,"delivered":1,"skipped":0,"died":1}""");
    assertThat(source.get("rates").fieldNames())
        .toIterable()
        .containsExactly("enqueuedPerSecond", "deliveredPerSecond", "diedPerSecond");
  }

  @Test
  void rates_and_gauges_come_from_samples() {
    var relay = relay();
    assertThat(json(relay.call("GET", QUEUE)).at("/sources/0/oldestAgeSeconds").isNull()).isTrue();
    await().until(() -> rate(relay, "enqueued").isNumber());
    assertThat(rate(relay, "enqueued").asDouble()).isZero();

    relay.letter("u1", "m1");
    relay.enqueue("u2", "m2", track("u2", "A"));

    await().until(() -> rate(relay, "died").asDouble() > 0);
    assertThat(rate(relay, "enqueued").asDouble()).isPositive();
    assertThat(rate(relay, "delivered").asDouble()).isZero();
    String tag = "{source=\"" + relay.source + "\"} ";
    await()
        .untilAsserted(
            () ->
                assertThat(relay.call("GET", "/metrics").body())
                    .contains("relay_queue_depth" + tag + "1.0")
                    .contains("relay_queue_dead" + tag + "1.0")
                    .containsPattern("relay_queue_oldest_age\\Q" + tag + "\\E[1-9]"));
  }

  private static JsonNode rate(AdminFixture relay, String name) {
    return json(relay.call("GET", QUEUE)).at("/sources/0/rates/" + name + "PerSecond");
  }

  @Test
  void gauges_go_with_the_verticle() {
    var relay = relay();
    assertThat(relay.registry.scrape()).contains("relay_queue_depth");

    get(relay.vertx.undeploy(relay.admin.deploymentID()).toCompletionStage());

    assertThat(relay.registry.scrape()).doesNotContain("relay_queue");
  }

  @Test
  void while_redis_is_away_callers_are_told_when_to_come_again() {
    var relay = relay(URI.create("redis://127.0.0.1:1"), null);

    for (String path : List.of(QUEUE, "/admin/dead-letters")) {
      HttpResponse<String> answer = relay.call("GET", path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
    String id = relay.source + ".0.x";
    assertThat(relay.call("DELETE", "/admin/dead-letters/" + id).statusCode()).isEqualTo(503);
    assertThat(relay.call("POST", "/admin/dead-letters/" + id + "/replay").statusCode())
        .isEqualTo(503);
    assertThat(relay.call("GET", "/metrics").body())
        .contains("relay_queue_depth{source=\"" + relay.source + "\"} NaN");
  }

  @Test
  void with_a_token_only_health_and_metrics_are_open_to_all() {
    var relay = relay(TestRedis.uri(), "s3cret");
    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(200);
    relay.forgetToken();

    for (String path : List.of(QUEUE, "/admin/dead-letters", "/admin/nothing", "/admin")) {
      HttpResponse<String> answer = relay.call("GET", path);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"relay-admin\"");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
    assertThat(relay.call("GET", QUEUE, "", "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(relay.call("GET", "/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = relay.call("GET", "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("the mill is not wound");
    assertThat(relay.call("GET", "/metrics").body()).contains("relay_queue_depth");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:%d, 200",
    "127.0.0.1:%d, 200",
    "[::1]:%d, 200",
    "evil.example:%d, 403",
    "evil.example, 403"
  })
  void without_a_token_a_name_that_is_not_ours_is_refused(String host, int status)
      throws IOException {
    var relay = relay();

    assertThat(raw(relay, QUEUE, "Host: " + host.formatted(relay.admin.port()) + "\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void without_a_token_a_foreign_page_is_refused() throws IOException {
    var relay = relay();
    String host = "Host: localhost:" + relay.admin.port() + "\r\nOrigin: http://";

    assertThat(raw(relay, QUEUE, host + "evil.example\r\n")).startsWith("HTTP/1.1 403");
    assertThat(raw(relay, QUEUE, host + "localhost:" + relay.admin.port() + "\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  /** Java's client does not let a caller choose Host, or send a broken path. */
  private static String raw(AdminFixture relay, String path, String headers) throws IOException {
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (var socket = new Socket(loopback, relay.admin.port())) {
      String request = "GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /admin/queue, GET",
    "DELETE, /admin/dead-letters, GET",
    "PUT, /admin/dead-letters/x, 'GET, DELETE'",
    "GET, /admin/dead-letters/x/replay, POST",
    "POST, /metrics, GET"
  })
  void a_method_that_a_path_does_not_take_is_a_405(String method, String path, String allowed) {
    HttpResponse<String> answer = relay().call(method, path);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
  }

  @Test
  void a_body_that_is_too_large_is_a_413() {
    String body = "{\"event\":{\"x\":\"" + "x".repeat(DeadLetterRoutes.MAX_BODY_BYTES) + "\"}}";

    HttpResponse<String> answer =
        relay()
            .call("POST", "/admin/dead-letters/x/replay", body, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(json(answer).get("detail").asText()).contains("1048576");
  }

  @Test
  void a_form_is_no_json() {
    HttpResponse<String> answer =
        relay()
            .call(
                "POST",
                "/admin/dead-letters/x/replay",
                "{}",
                "Content-Type",
                "application/x-www-form-urlencoded");

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(json(answer).get("detail").asText()).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/dead-letters?reason=%zz", "/admin/dead-letters/%zz"})
  void a_broken_encoding_is_a_400(String path) throws IOException {
    assertThat(raw(relay(), path, "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json")
        .contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "relay.example"})
  void the_start_is_refused_beyond_loopback_without_a_token(String host) {
    var relay = relay();

    assertThatThrownBy(() -> deploy(relay, new RelayConfig.Admin(host, 0, null)))
        .hasMessageContaining(host)
        .hasMessageContaining("RELAY_ADMIN_TOKEN");
    assertThatThrownBy(() -> deploy(relay, new RelayConfig.Admin(host, 0, new Secret(" "))))
        .hasMessageContaining("RELAY_ADMIN_TOKEN");
  }

  @Test
  void with_a_token_it_may_listen_beyond_loopback() {
    var relay = relay();

    deploy(relay, new RelayConfig.Admin("0.0.0.0", 0, new Secret("s3cret")));
  }

  @Test
  void a_port_that_is_taken_is_named() {
    var relay = relay();
    int taken = relay.admin.port();

    assertThatThrownBy(() -> deploy(relay, new RelayConfig.Admin("127.0.0.1", taken, null)))
        .hasMessageContaining("127.0.0.1:" + taken)
        .hasMessageContaining("RELAY_ADMIN_PORT");
  }

  private static void deploy(AdminFixture relay, RelayConfig.Admin config) {
    var admin =
        new AdminVerticle(
            config,
            List.of("other"),
            relay.queue.deadLetters(List.of("other")),
            relay.queue,
            relay.registry,
            () -> CompletableFuture.completedFuture(Optional.empty()),
            Clock.systemUTC());
    get(relay.vertx.deployVerticle(admin).toCompletionStage());
    assertThat(admin.port()).isPositive();
  }
}
