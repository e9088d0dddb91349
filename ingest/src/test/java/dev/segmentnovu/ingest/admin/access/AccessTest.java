package dev.segmentnovu.ingest.admin.access;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, roles and sites, over HTTP. */
final class AccessTest {

  private static final String QUEUE = "/admin/queue";

  private static final AdminAccess TOKENS =
      new AdminAccess(
          List.of(
              AdminToken.of("ops", AdminRole.OPERATOR, new Secret("token-of-ops")),
              AdminToken.of("board", AdminRole.VIEWER, new Secret("token-of-board"))),
          Set.of("relay.example"));

  private final AdminFixture relay = new AdminFixture(TestRedis.redis(), TOKENS, Clock.systemUTC());

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void a_viewer_reads_and_an_operator_changes() {
    String id = relay.addDeadLetter("u1", "m1");
    relay.use("token-of-board");

    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(200);
    for (HttpResponse<String> refused :
        List.of(
            relay.call("DELETE", "/admin/dead-letters/" + id),
            relay.call("POST", "/admin/dead-letters/" + id + "/replay"),
            relay.call("POST", "/admin/users/" + relay.source + "/u1/park"))) {
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(json(refused).get("detail").asText())
          .contains("needs the role operator", "board", "admin.tokens");
    }
    relay.use("token-of-ops");
    assertThat(relay.call("DELETE", "/admin/dead-letters/" + id).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer token-of-op",
        "Bearer token-of-opss",
        "Bearer TOKEN-OF-OPS",
        "Basic token-of-ops",
        "token-of-ops",
        "Bearer",
        "Bearer "
      })
  void any_other_authorization_is_refused(String authorization) {
    HttpResponse<String> response = relay.call("GET", QUEUE, "", "Authorization", authorization);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"relay-admin\"");
    assertThat(response.body()).doesNotContain("oken-of-op");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer token-of-ops", "Bearer  token-of-ops ", "Bearer token-of-board"})
  void a_right_token_is_accepted(String authorization) {
    assertThat(relay.call("GET", QUEUE, "", "Authorization", authorization).statusCode())
        .isEqualTo(200);
  }

  @Test
  void tokens_change_while_the_port_is_open() {
    relay.use("token-of-ops");
    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(200);

    relay.admin.admit(AdminFixture.access("token-of-tomorrow"));

    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(401);
    relay.use("token-of-tomorrow");
    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(200);
  }

  @Test
  void who_guesses_must_wait_and_who_was_here_before_need_not() {
    relay.use("token-of-ops");
    relay.call("GET", QUEUE);
    relay.use("guess");
    for (int i = 0; i < WrongTokens.FREE; i++) {
      assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(401);
    }

    HttpResponse<String> response = relay.call("GET", QUEUE);

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(json(response).get("detail").asText()).contains("wrong tokens", "after 1 s");
    relay.use("token-of-ops");
    assertThat(relay.call("GET", QUEUE).statusCode()).isEqualTo(200);
    relay.forgetToken();
    assertThat(relay.call("GET", QUEUE).statusCode()).as("no token is no guess").isEqualTo(401);
    assertThat(relay.call("GET", "/health/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "access_token"})
  void a_token_in_the_url_is_refused_on_every_path(String name) {
    relay.use("token-of-ops");
    for (String path : List.of(QUEUE, "/metrics", "/openapi.json", "/nothing")) {
      HttpResponse<String> response = relay.call("GET", path + "?" + name + "=hush");

      assertThat(response.statusCode()).as(path).isEqualTo(400);
      assertThat(json(response).at("/errors/0/where").asText()).isEqualTo(name);
      assertThat(json(response).at("/errors/0/detail").asText())
          .contains("Authorization: Bearer", "replace this one");
      assertThat(response.body()).doesNotContain("hush");
    }
  }

  @Test
  void other_sites_are_refused_on_every_path() throws IOException {
    String token = "Authorization: Bearer token-of-ops\r\n";
    for (String path :
        List.of(
            QUEUE, "/metrics", "/health/live", "/health/ready", "/openapi.json", "/", "/nothing")) {
      for (String site :
          List.of(
              "Host: evil.example\r\n",
              "Host: localhost\r\nOrigin: https://evil.example\r\n",
              "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n")) {
        assertThat(relay.sendRaw(path, site)).as(path + site).startsWith("HTTP/1.1 403");
        assertThat(relay.sendRaw(path, site + token)).as(path + site).startsWith("HTTP/1.1 403");
      }
    }
    for (String host : List.of("localhost", "10.1.2.3:8081", "relay.example", "[::1]")) {
      assertThat(relay.sendRaw(QUEUE, "Host: " + host + "\r\n" + token)).startsWith("HTTP/1.1 200");
      assertThat(relay.sendRaw("/metrics", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_path_in_disguise_needs_a_token_too() throws IOException {
    for (String path :
        List.of("/%61dmin/queue", "/x/../admin/queue", "//admin/queue", "/ADMIN/queue", "/admin")) {
      assertThat(relay.sendRaw(path, "Host: localhost\r\n"))
          .as(path)
          .doesNotStartWith("HTTP/1.1 200")
          .doesNotStartWith("HTTP/1.1 500");
    }
  }
}
