package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections without a request, with a clock that the test steps. */
final class SlowClientsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(75);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private int port;

  @BeforeEach
  void start() throws Exception {
    vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                var slow =
                    new SlowClients(vertx, Duration.ofMillis(1), IDLE, now::get, request -> {});
                return vertx
                    .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .connectionHandler(
                        connection -> {
                          slow.connected(connection);
                          open.incrementAndGet();
                          connection.closeHandler(
                              closed -> {
                                slow.disconnected(connection);
                                open.decrementAndGet();
                              });
                        })
                    .requestHandler(
                        request -> {
                          slow.began(request.connection());
                          if (request.path().equals("/answer")) {
                            request.response().end();
                            slow.ended(request.connection());
                          }
                        })
                    .listen(0, "127.0.0.1")
                    .onSuccess(listening -> port = listening.actualPort());
              }
            })
        .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void a_head_that_never_ends_does_not_keep_its_connection() throws Exception {
    try (Socket dripping = connect("GET /answer HTTP/1.1\r\nX-Long: ")) {
      now.addAndGet(IDLE.toNanos() - 1);
      send(dripping, "x");
      assertThat(open).hasValue(1);

      now.addAndGet(1);

      assertThat(dripping.getInputStream().read()).isEqualTo(-1);
    }
    await().atMost(LIMIT).until(() -> open.get() == 0);
  }

  @Test
  void time_counts_from_the_last_answer_and_not_while_a_request_is_worked_on() throws Exception {
    try (Socket busy = connect("GET /work HTTP/1.1\r\nHost: relay\r\n\r\n");
        Socket kept = connect("")) {
      now.set(IDLE.toNanos() - 2);
      try (Socket witness = connect("")) {
        now.addAndGet(1);
        send(kept, "GET /answer HTTP/1.1\r\nHost: relay\r\n\r\n");
        assertThat(kept.getInputStream().read()).isEqualTo('H');

        now.addAndGet(IDLE.toNanos() - 1);
        assertThat(witness.getInputStream().read()).isEqualTo(-1);
      }
      await().atMost(LIMIT).until(() -> open.get() == 2);

      now.addAndGet(1);
      kept.getInputStream().transferTo(OutputStream.nullOutputStream());
      await().atMost(LIMIT).until(() -> open.get() == 1);
      send(busy, "GET /answer HTTP/1.1\r\nHost: relay\r\n\r\n");
    }
  }

  private Socket connect(String text) throws IOException {
    long before = open.get();
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    await().atMost(LIMIT).until(() -> open.get() == before + 1);
    send(socket, text);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }
}
