package dev.segmentnovu.relay.novu;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.control.ProbeAnswer;
import dev.segmentnovu.testing.Sources;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a probe says about the answers of Novu. */
final class NovuProbeTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private final NovuProbe probe =
      new NovuProbe(vertx, () -> nanos.getAndAdd(Duration.ofMillis(7).toNanos()));

  @AfterEach
  void close() {
    get(vertx.close().toCompletionStage());
  }

  @ParameterizedTest
  @CsvSource({
    "200, true, takes the key",
    "401, false, NOVU_API_KEY",
    "403, false, NOVU_API_KEY",
    "402, false, plan",
    "404, false, novu.url",
    "302, false, answers 302",
    "500, false, answers 500"
  })
  void a_status_is_explained(int status, boolean ok, String message) {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer novu = novu(status, asked);

    ProbeAnswer answer = ask("http://127.0.0.1:" + novu.actualPort(), "secret");

    assertThat(answer.ok()).isEqualTo(ok);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.message()).contains(message);
    assertThat(answer.took()).isEqualTo(Duration.ofMillis(7));
    assertThat(asked)
        .as("the key goes to no other place")
        .containsExactly("GET /v2/workflows?limit=1 ApiKey secret");
  }

  @Test
  void a_novu_that_is_away_is_said() {
    ProbeAnswer answer = ask("http://127.0.0.1:1", "secret");

    assertThat(answer.ok()).isFalse();
    assertThat(answer.status()).isNull();
    assertThat(answer.message())
        .contains("does not answer (it takes no connection)", "NOVU_API_URL");
  }

  @Test
  void a_key_that_no_request_can_carry_is_said_without_the_key() {
    ProbeAnswer answer = ask("http://127.0.0.1:1", "topsecret\nX: y");

    assertThat(answer.ok()).isFalse();
    assertThat(answer.message()).contains("copy them again").doesNotContain("topsecret");
  }

  private ProbeAnswer ask(String url, String key) {
    RelayConfig.Novu novu = Sources.source("web").writeKeys("k").novu(URI.create(url), key).novu();
    return get(probe.ask(novu).toCompletionStage());
  }

  private HttpServer novu(int status, List<String> asked) {
    return get(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(
                      request.method()
                          + " "
                          + request.uri()
                          + " "
                          + request.getHeader("Authorization"));
                  request
                      .response()
                      .setStatusCode(status)
                      .putHeader("Location", "/elsewhere")
                      .end("{}");
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage());
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
