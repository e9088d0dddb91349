package dev.segmentnovu.worker.novu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.TestClient;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.testing.OnLoop;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that sends a byte now and then and never ends its response. */
final class SlowResponsesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int PACE_MILLIS = 20;

  private static final NovuRequest TRIGGER =
      NovuRequest.Trigger.of("u", "welcome", EventCodec.JSON.createObjectNode(), "t");

  /** Is read before it is written. */
  private static final NovuRequest IDENTIFY =
      new NovuRequest.UpsertSubscriber(
          "u",
          EventCodec.JSON.createObjectNode(),
          EventCodec.JSON.createObjectNode().put("plan", "pro"),
          false);

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger dripped = new AtomicInteger();
  private final AtomicBoolean hungUp = new AtomicBoolean();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 20, POST",
    "HTTP/1.1 20, GET",
    "HTTP/1.1 201 Created|X-Slow:, POST",
    "HTTP/1.1 200 OK|X-Slow:, GET",
    "HTTP/1.1 201 Created|Content-Length: 9999||{, POST",
    "HTTP/1.1 200 OK|Content-Length: 9999||{, GET",
    "HTTP/1.1 201 Created||{, POST",
    "HTTP/1.1 200 OK||{, GET",
  })
  void a_response_that_arrives_byte_by_byte_is_reset_at_the_deadline(
      String beginning, String method) {
    URI url = begins(beginning.replace("|", "\r\n"));

    DeliveryResult result = deliver(url, method.equals("POST") ? TRIGGER : IDENTIFY);

    assertThat(result)
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.status()).isNull();
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
              assertThat(retry.notBefore()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
              assertThat(retry.message()).isEqualTo("Novu did not answer within 1000 ms");
            });
    assertThat(dripped).as("bytes that came meanwhile").hasPositiveValue();
    // the server sees the reset, so a later attempt cannot overlap
    await().untilTrue(hungUp);
    assertThat(asked).as("nothing is written that was not read").hasSize(1);
    assertThat(asked.get(0)).startsWith(method);
  }

  /** A response that starts with this text and continues for ever, byte by byte. */
  private URI begins(String beginning) {
    var server =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        bytes -> {
                          String head = bytes.toString().lines().findFirst().orElse("");
                          if (head.endsWith("HTTP/1.1")) {
                            asked.add(head);
                            drip(socket, beginning);
                          }
                        }))
            .listen(0, "127.0.0.1")
            .await();
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void drip(NetSocket socket, String beginning) {
    var unused = socket.write(beginning);
    long timer =
        vertx.setPeriodic(
            PACE_MILLIS, each -> socket.write("x").onSuccess(written -> dripped.incrementAndGet()));
    socket.closeHandler(
        closed -> {
          vertx.cancelTimer(timer);
          hungUp.set(true);
        });
  }

  private DeliveryResult deliver(URI url, NovuRequest request) {
    var novu = Sources.source("web").novu(url, "secret").timeout(TIMEOUT).novu();
    var client = TestClient.of(vertx, novu, 4);
    var attempt = new Attempt("web:u:m1", 0, 0, 0, false);
    return OnLoop.get(vertx, () -> client.deliver(request, attempt, TestClient.PATIENCE)).result();
  }
}
