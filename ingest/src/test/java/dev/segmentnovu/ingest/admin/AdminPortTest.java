package dev.segmentnovu.ingest.admin;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.Events;
import dev.segmentnovu.queue.BudgetState;
import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.QueueView;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin port itself: access, refusals and failures. */
final class AdminPortTest {

  private static final String QUEUE = "/admin/queue";

  private final List<AdminFixture> open = new ArrayList<>();

  private AdminFixture relay(RelayConfig.Redis redis, @Nullable String token) {
    var relay = new AdminFixture(redis, token);
    open.add(relay);
    return relay;
  }

  private AdminFixture relay() {
    return relay(TestRedis.redis(), null);
  }

  @AfterEach
  void close() {
    open.forEach(AdminFixture::close);
  }

  @Test
  void while_redis_is_unavailable_the_response_is_503_with_retry_after() {
    var relay = relay(TestRedis.redis("redis://127.0.0.1:1"), null);

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
  void with_a_token_only_health_and_metrics_are_open() {
    var relay = relay(TestRedis.redis(), "s3cret");
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
    assertThat(ready.body()).contains("the test is not ready");
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
  void without_a_token_a_foreign_host_name_is_refused(String host, int status) throws IOException {
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
    "POST, /metrics, 'GET, HEAD'"
  })
  void a_method_that_a_path_does_not_take_is_a_405(String method, String path, String allowed) {
    HttpResponse<String> answer = relay().call(method, path);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
  }

  @Test
  void a_body_that_is_too_large_is_a_413() {
    String body = "{\"event\":{\"x\":\"" + "x".repeat(ErrorResponses.MAX_BODY_BYTES) + "\"}}";

    HttpResponse<String> answer =
        relay()
            .call("POST", "/admin/dead-letters/x/replay", body, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(json(answer).get("detail").asText()).contains("1048576");
  }

  @Test
  void a_form_is_refused_with_415() {
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
  void an_invalid_percent_encoding_is_a_400(String path) throws IOException {
    assertThat(raw(relay(), path, "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json")
        .contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a b\r\n"})
  void a_missing_or_malformed_host_is_a_400(String host) throws IOException {
    assertThat(raw(relay(), QUEUE, host))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "Host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/metrics"})
  void head_answers_as_get_without_a_body(String path) {
    var relay = relay();

    HttpResponse<String> head = relay.call("HEAD", path);

    assertThat(head.statusCode()).isEqualTo(relay.call("GET", path).statusCode());
    assertThat(head.body()).isEmpty();
  }

  @Test
  void a_client_that_expects_100_continue_gets_it() throws IOException {
    var relay = relay();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), relay.admin.port())) {
      socket.setSoTimeout(20_000);
      String head =
          """
          POST /admin/dead-letters/x/replay HTTP/1.1
          Host: localhost
          Content-Length: 2
          Content-Type: application/json
          Expect: 100-continue

          """
              .replace("\n", "\r\n");
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      assertThat(new String(line, US_ASCII)).isEqualTo("HTTP/1.1 100");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "relay.example"})
  void without_a_token_the_port_does_not_listen_beyond_loopback(String host) {
    var relay = relay();

    assertThatThrownBy(() -> deploy(relay, new RelayConfig.Admin(host, 0, null)))
        .hasMessageContaining(host)
        .hasMessageContaining("RELAY_ADMIN_TOKEN");
    assertThatThrownBy(() -> deploy(relay, new RelayConfig.Admin(host, 0, new Secret(" "))))
        .hasMessageContaining("RELAY_ADMIN_TOKEN");
  }

  @Test
  void a_bug_is_a_500_without_details() {
    var relay = relay();
    QueueView broken =
        new QueueView() {
          @Override
          public CompletionStage<Optional<Boolean>> idempotency(String source) {
            return CompletableFuture.completedFuture(Optional.empty());
          }

          @Override
          public CompletionStage<QueueStats> stats(String source) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("ursula's event"));
          }

          @Override
          public CompletionStage<List<BudgetState>> budget(String source) {
            return CompletableFuture.completedFuture(List.of());
          }
        };
    var admin = deploy(relay, new RelayConfig.Admin("127.0.0.1", 0, null), broken);

    HttpResponse<String> answer = relay.call("GET", admin.port(), QUEUE);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).doesNotContain("ursula").doesNotContain("Exception");
  }

  @Test
  void whatever_is_thrown_after_a_queue_call_the_client_gets_a_response() {
    var relay = relay();
    for (Throwable thrown :
        List.of(new StackOverflowError(), new NoClassDefFoundError("x"), new AssertionError())) {
      QueueView broken =
          new QueueView() {
            @Override
            public CompletionStage<QueueStats> stats(String source) {
              return relay.queue.stats(source);
            }

            @Override
            public CompletionStage<Optional<Boolean>> idempotency(String source) {
              return relay.queue.idempotency(source);
            }

            @Override
            public CompletionStage<List<BudgetState>> budget(String source) {
              // a list that throws when it is written into the answer
              return CompletableFuture.completedFuture(
                  new java.util.AbstractList<>() {
                    @Override
                    public BudgetState get(int index) {
                      if (thrown instanceof Error error) {
                        throw error;
                      }
                      throw new IllegalStateException(thrown);
                    }

                    @Override
                    public int size() {
                      return 1;
                    }
                  });
            }
          };
      var admin = deploy(relay, new RelayConfig.Admin("127.0.0.1", 0, null), broken);

      assertThat(relay.call("GET", admin.port(), QUEUE).statusCode()).isEqualTo(500);
    }
  }

  @Test
  void with_a_token_the_port_may_listen_beyond_loopback() {
    var relay = relay();

    deploy(relay, new RelayConfig.Admin("0.0.0.0", 0, new Secret("s3cret")));
  }

  @Test
  void an_error_names_the_port_that_is_in_use() {
    var relay = relay();
    int taken = relay.admin.port();

    assertThatThrownBy(() -> deploy(relay, new RelayConfig.Admin("127.0.0.1", taken, null)))
        .hasMessageContaining("127.0.0.1:" + taken)
        .hasMessageContaining("RELAY_ADMIN_PORT");
  }

  private static void deploy(AdminFixture relay, RelayConfig.Admin config) {
    assertThat(deploy(relay, config, relay.queue).port()).isPositive();
  }

  private static AdminVerticle deploy(
      AdminFixture relay, RelayConfig.Admin config, QueueView queue) {
    var admin =
        new AdminVerticle(
            config,
            ConfigView.of(List.of("other"), Events.RECEIVED),
            relay.queue.deadLetters(List.of("other")),
            queue,
            relay.queue.parkedUsers(),
            relay.registry,
            () -> CompletableFuture.completedFuture(Optional.empty()),
            Clock.systemUTC());
    get(relay.vertx.deployVerticle(admin).toCompletionStage());
    return admin;
  }
}
