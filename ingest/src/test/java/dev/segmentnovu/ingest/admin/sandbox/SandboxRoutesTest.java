package dev.segmentnovu.ingest.admin.sandbox;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The port passes on what the sandbox of its process received. */
final class SandboxRoutesTest {

  private static final String OPERATOR = "token-of-the-ops-team";
  private static final String VIEWER = "token-of-the-board";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String answer =
      "{\"items\":[{\"id\":1,\"payload\":{\"email\":\"jane@example.com\"}}],\"last\":1}";
  private volatile int status = 200;
  private HttpServer sandbox;
  private AdminFixture relay;

  @BeforeEach
  void start() throws TimeoutException {
    sandbox =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request.method() + " " + request.uri());
                  request.response().setStatusCode(status).end(answer);
                })
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    relay = port(URI.create("http://127.0.0.1:" + sandbox.actualPort()));
  }

  private static AdminFixture port(@Nullable URI sandbox) {
    var access =
        new AdminAccess(
            List.of(
                AdminToken.of("ops", AdminRole.OPERATOR, new Secret(OPERATOR)),
                AdminToken.of("board", AdminRole.VIEWER, new Secret(VIEWER))),
            Set.of());
    return new AdminFixture(TestRedis.redis(), access, Clock.systemUTC(), sandbox).use(OPERATOR);
  }

  @AfterEach
  void close() throws TimeoutException {
    relay.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void it_passes_on_the_requests_and_the_messages() {
    HttpResponse<String> requests = relay.call("GET", "/admin/sandbox/requests?since=3&limit=20");
    assertThat(requests.statusCode()).isEqualTo(200);
    assertThat(requests.body()).isEqualTo(answer);
    assertThat(relay.call("GET", "/admin/sandbox/requests").statusCode()).isEqualTo(200);
    relay.call("GET", "/admin/sandbox/requests?limit=0");
    assertThat(relay.call("GET", "/admin/sandbox/messages").body()).isEqualTo(answer);
    relay.call("GET", "/admin/sandbox/messages?limit=5");

    assertThat(asked)
        .containsExactly(
            "GET /sandbox/requests?since=3&limit=20",
            "GET /sandbox/requests?since=0&limit=100",
            "GET /sandbox/requests?since=0&limit=0",
            "GET /sandbox/messages?limit=200",
            "GET /sandbox/messages?limit=5");
  }

  @Test
  void a_viewer_sees_it_masked() {
    assertThat(relay.use(VIEWER).call("GET", "/admin/sandbox/messages").body())
        .contains("j***@***.com")
        .doesNotContain("jane");
  }

  @Test
  void it_passes_on_nothing_else() {
    for (String path :
        List.of(
            "/admin/sandbox/fail",
            "/admin/sandbox/subscribers",
            "/admin/sandbox/..%2f..%2fsandbox%2ffail")) {
      assertThat(relay.call("GET", path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(relay.call("GET", "/admin/sandbox/requests?url=http://x").statusCode())
        .isEqualTo(400);
    assertThat(relay.call("DELETE", "/admin/sandbox/requests").statusCode()).isEqualTo(405);
    assertThat(asked).isEmpty();
  }

  @Test
  void without_a_sandbox_the_answer_says_how_to_have_one() {
    try (AdminFixture without = port(null)) {
      HttpResponse<String> response = without.call("GET", "/admin/sandbox/requests");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(json(response).get("detail").asText()).contains("relay up without NOVU_API_KEY");
    }
  }

  @Test
  void a_sandbox_that_answers_wrongly_is_a_502() throws TimeoutException {
    status = 500;
    assertThat(relay.call("GET", "/admin/sandbox/messages").statusCode()).isEqualTo(502);
    status = 200;
    answer = "no json";
    assertThat(relay.call("GET", "/admin/sandbox/messages").statusCode()).isEqualTo(502);
    sandbox.close().await(10, TimeUnit.SECONDS);
    assertThat(relay.call("GET", "/admin/sandbox/messages").statusCode()).isEqualTo(502);
  }
}
