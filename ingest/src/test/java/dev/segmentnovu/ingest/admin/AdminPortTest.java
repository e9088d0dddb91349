package dev.segmentnovu.ingest.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the admin port listens, and who may call it. */
final class AdminPortTest {

  private static final String QUEUE = "/admin/queue";

  private final List<AdminFixture> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(AdminFixture::close);
  }

  private AdminFixture relay(RelayConfig.Redis redis, @Nullable String token) {
    var relay = new AdminFixture(redis, token);
    open.add(relay);
    return relay;
  }

  private AdminFixture relay() {
    return relay(TestRedis.redis(), null);
  }

  @Test
  void with_a_token_only_health_and_metrics_are_open() {
    var relay = relay(TestRedis.redis(), "s3cret");
    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(200);
    relay.forgetToken();

    for (String path : List.of(QUEUE, "/admin/dead-letters", "/admin/nothing", "/admin")) {
      HttpResponse<String> response = relay.call("GET", path);
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"relay-admin\"");
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/problem+json");
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

    assertThat(relay.sendRaw(QUEUE, "Host: " + host.formatted(relay.admin.port()) + "\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void without_a_token_a_foreign_page_is_refused() throws IOException {
    var relay = relay();
    String host = "Host: localhost:" + relay.admin.port() + "\r\nOrigin: http://";

    assertThat(relay.sendRaw(QUEUE, host + "evil.example\r\n")).startsWith("HTTP/1.1 403");
    assertThat(relay.sendRaw(QUEUE, host + "localhost:" + relay.admin.port() + "\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/metrics"})
  void a_response_to_head_is_that_to_get_without_the_body(String path) {
    var relay = relay();

    HttpResponse<String> head = relay.call("HEAD", path);

    assertThat(head.statusCode()).isEqualTo(relay.call("GET", path).statusCode());
    assertThat(head.body()).isEmpty();
  }

  @Test
  void a_client_that_expects_100_continue_gets_it() throws IOException {
    try (RawClient client = RawClient.connect(relay().admin.port())) {
      client.send(
          """
          POST /admin/dead-letters/x/replay HTTP/1.1
          Host: localhost
          Content-Length: 2
          Content-Type: application/json
          Expect: 100-continue

          """
              .replace("\n", "\r\n"));

      assertThat(client.read("HTTP/1.1 100".length())).isEqualTo("HTTP/1.1 100");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "relay.example"})
  void without_a_token_the_port_does_not_listen_beyond_loopback(String host) {
    var relay = relay();

    assertThatThrownBy(() -> relay.deployAnother(AdminFixture.port(host, 0, null)))
        .hasMessageContaining(host)
        .hasMessageContaining("RELAY_ADMIN_TOKEN");
  }

  @Test
  void with_a_token_the_port_may_listen_beyond_loopback() {
    var relay = relay();

    var admin = relay.deployAnother(AdminFixture.port("0.0.0.0", 0, "s3cret"));

    assertThat(admin.port()).isPositive();
  }

  @Test
  void an_error_names_the_port_that_is_in_use() {
    var relay = relay();
    int taken = relay.admin.port();

    assertThatThrownBy(() -> relay.deployAnother(AdminFixture.port("127.0.0.1", taken, null)))
        .hasMessageContaining("127.0.0.1:" + taken)
        .hasMessageContaining("RELAY_ADMIN_PORT");
  }
}
