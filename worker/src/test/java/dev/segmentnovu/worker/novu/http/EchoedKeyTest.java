package dev.segmentnovu.worker.novu.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.TestClient;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.testing.OnLoop;
import io.vertx.core.Vertx;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response that repeats the request keeps all but the API key, because people read it later. */
final class EchoedKeyTest {
  private static final String KEY = "nk-0123456789abcdef";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 400, 401, 422, 500})
  void the_api_key_is_hidden_in_a_response_that_repeats_it(int status) {
    CallOutcome outcome = trigger(status, "{\"message\":\"You sent ApiKey %s, Größe\"}");

    assertThat(requireNonNull(outcome.response()).body())
        .isEqualTo("{\"message\":\"You sent ApiKey ******, Größe\"}");
    assertThat(outcome.toString()).doesNotContain(KEY);
  }

  @Test
  void it_is_hidden_in_a_page_too() {
    CallOutcome outcome = trigger(502, "<html>Authorization: ApiKey %s</html>");

    assertThat(requireNonNull(outcome.response()).body())
        .isEqualTo("<html>Authorization: ApiKey ******</html>");
  }

  /** Answers a trigger with a text, in which the key stands for {@code %s}. */
  private CallOutcome trigger(int status, String text) {
    var server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  String sent = request.getHeader("Authorization").replace("ApiKey ", "");
                  var unused = request.response().setStatusCode(status).end(text.formatted(sent));
                })
            .listen(0, "127.0.0.1")
            .await();
    var novu =
        Sources.source("web")
            .novu(URI.create("http://127.0.0.1:" + server.actualPort()), KEY)
            .novu();
    var client = TestClient.of(vertx, novu, 1);
    return OnLoop.get(
        vertx,
        () ->
            client.deliver(
                NovuRequest.Trigger.of("u", "welcome", EventCodec.JSON.createObjectNode(), "t"),
                new Attempt("web:u:m", 0, 0, 0, false),
                TestClient.PATIENCE));
  }
}
