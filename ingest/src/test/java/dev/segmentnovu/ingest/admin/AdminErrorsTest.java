package dev.segmentnovu.ingest.admin;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
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

/** Requests to the admin port that fail. */
final class AdminErrorsTest {

  private static final String QUEUE = "/admin/queue";

  private final List<AdminFixture> open = new ArrayList<>();

  /** What the queue of a relay says, for a test that replaces one answer. */
  private static class RealView implements QueueView {
    private final AdminFixture relay;

    RealView(AdminFixture relay) {
      this.relay = relay;
    }

    @Override
    public CompletionStage<Void> follow(List<String> sources) {
      return CompletableFuture.completedFuture(null);
    }

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
      return relay.queue.budget(source);
    }
  }

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
  void while_redis_is_unavailable_the_response_is_503_with_retry_after() {
    var relay = relay(TestRedis.redis("redis://127.0.0.1:1"), null);

    String user = "/admin/users/" + relay.source + "/u";
    for (String path :
        List.of(
            QUEUE,
            "/admin/dead-letters",
            "/admin/dead-letters/facets",
            "/admin/audit",
            "/admin/audit/export",
            "/admin/alerts",
            "/admin/history",
            "/admin/marks",
            "/admin/issues",
            "/admin/unmapped",
            "/admin/rejections",
            "/admin/mapping/samples",
            "/admin/jobs",
            "/admin/jobs/x",
            "/admin/deliveries",
            "/admin/events/m",
            "/admin/users?state=parked",
            "/admin/users/search?email=a@b.c",
            "/admin/sources/" + relay.source,
            user)) {
      HttpResponse<String> response = relay.call("GET", path);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/problem+json");
    }
    String id = relay.source + ".0.x";
    assertThat(relay.call("DELETE", "/admin/dead-letters/" + id).statusCode()).isEqualTo(503);
    assertThat(relay.call("POST", "/admin/dead-letters/" + id + "/replay").statusCode())
        .isEqualTo(503);
    for (String action : List.of("pause", "resume")) {
      String path = "/admin/sources/" + relay.source + "/" + action;
      assertThat(relay.call("POST", path).statusCode()).isEqualTo(503);
    }
    for (String action : List.of("park", "unpark", "retry", "skip")) {
      assertThat(relay.call("POST", user + "/" + action).statusCode()).isEqualTo(503);
    }
    assertThat(relay.call("DELETE", user).statusCode()).isEqualTo(503);
    assertThat(relay.call("GET", "/metrics").body())
        .contains("relay_queue_depth{source=\"" + relay.source + "\"} NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/status", "/admin/sources", "/admin/sources/other"})
  void while_redis_does_not_answer_in_time_the_response_is_503_too(String path) {
    var relay = relay();
    var silent =
        new RealView(relay) {
          @Override
          public CompletionStage<QueueStats> stats(String source) {
            return new CompletableFuture<>();
          }
        };
    var admin = relay.deployAnother(AdminFixture.port("127.0.0.1", 0, null), silent);

    HttpResponse<String> response = relay.call("GET", admin.port(), path);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(json(response).path("detail").asText()).contains("Redis does not answer");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /admin/queue, GET",
    "DELETE, /admin/dead-letters, GET",
    "PUT, /admin/dead-letters/x, 'GET, DELETE'",
    "GET, /admin/dead-letters/x/replay, POST",
    "POST, /admin/status, GET",
    "DELETE, /admin/sources, GET",
    "DELETE, /admin/sources/web, GET",
    "GET, /admin/sources/web/pause, POST",
    "GET, /admin/sources/web/resume, POST",
    "PUT, /admin/sources/web/probe, POST",
    "POST, /admin/mapping, GET",
    "POST, /admin/mapping/samples, GET",
    "GET, /admin/mapping/try, POST",
    "POST, /admin/settings, GET",
    "POST, /admin/dead-letters/facets, GET",
    "POST, /admin/audit, GET",
    "DELETE, /admin/audit/export, GET",
    "POST, /openapi.json, GET",
    "POST, /, GET",
    "DELETE, /admin/session, GET",
    "POST, /admin/alerts, GET",
    "GET, /admin/alerts/test, POST",
    "POST, /admin/history, GET",
    "POST, /admin/marks, GET",
    "POST, /admin/sandbox/requests, GET",
    "POST, /admin/sandbox/messages, GET",
    "POST, /admin/issues, GET",
    "GET, /admin/issues/x/acknowledge, POST",
    "POST, /admin/unmapped, GET",
    "DELETE, /admin/rejections, GET",
    "POST, /admin/live, GET",
    "PUT, /admin/jobs, 'GET, POST'",
    "DELETE, /admin/jobs/x, GET",
    "GET, /admin/jobs/x/cancel, POST",
    "POST, /admin/jobs/x/result, GET",
    "POST, /admin/deliveries, GET",
    "POST, /admin/events/m, GET",
    "POST, /admin/users, GET",
    "POST, /admin/users/search, GET",
    "PUT, /admin/users/s/u, 'GET, DELETE'",
    "GET, /admin/users/s/u/park, POST",
    "GET, /admin/users/s/u/unpark, POST",
    "GET, /admin/users/s/u/retry, POST",
    "GET, /admin/users/s/u/skip, POST",
    "POST, /metrics, 'GET, HEAD'"
  })
  void a_method_that_a_path_does_not_take_is_a_405(String method, String path, String allowed) {
    HttpResponse<String> response = relay().call(method, path);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
  }

  @Test
  void a_body_that_is_too_large_is_a_413() {
    String body = "{\"event\":{\"x\":\"" + "x".repeat(ErrorResponses.MAX_BODY_BYTES) + "\"}}";

    HttpResponse<String> response =
        relay()
            .call("POST", "/admin/dead-letters/x/replay", body, "Content-Type", "application/json");

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json(response).get("detail").asText()).contains("1048576");
  }

  @Test
  void a_form_is_refused_with_415() {
    HttpResponse<String> response =
        relay()
            .call(
                "POST",
                "/admin/dead-letters/x/replay",
                "{}",
                "Content-Type",
                "application/x-www-form-urlencoded");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(json(response).get("detail").asText()).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/dead-letters?reason=%zz", "/admin/dead-letters/%zz"})
  void an_invalid_percent_encoding_is_a_400(String path) throws IOException {
    assertThat(relay().sendRaw(path, "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json")
        .contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a b\r\n"})
  void a_missing_or_malformed_host_is_a_400(String host) throws IOException {
    assertThat(relay().sendRaw(QUEUE, host))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "Host");
  }

  @Test
  void a_bug_is_a_500_without_details() {
    var relay = relay();
    var broken =
        new RealView(relay) {
          @Override
          public CompletionStage<QueueStats> stats(String source) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("ursula's event"));
          }
        };
    var admin = relay.deployAnother(AdminFixture.port("127.0.0.1", 0, null), broken);

    HttpResponse<String> response = relay.call("GET", admin.port(), QUEUE);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body()).doesNotContain("ursula").doesNotContain("Exception");
  }

  @Test
  void whatever_is_thrown_after_a_queue_call_the_client_gets_a_response() {
    var relay = relay();
    for (Throwable thrown :
        List.of(new StackOverflowError(), new NoClassDefFoundError("x"), new AssertionError())) {
      var broken =
          new RealView(relay) {
            @Override
            public CompletionStage<List<BudgetState>> budget(String source) {
              // a list that throws when it is written into the response
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
      var admin = relay.deployAnother(AdminFixture.port("127.0.0.1", 0, null), broken);

      assertThat(relay.call("GET", admin.port(), QUEUE).statusCode()).isEqualTo(500);
    }
  }
}
