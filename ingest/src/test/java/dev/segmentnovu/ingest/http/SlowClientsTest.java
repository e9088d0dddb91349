package dev.segmentnovu.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.testing.Configs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

/** Connections without a request, with a clock that the test advances. */
final class SlowClientsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final AdmissionControl ADMISSION =
      new AdmissionControl(
          Configs.with(IngestSettings.REQUESTS, 1)
              .and(IngestSettings.BYTES, 1L)
              .and(IngestSettings.CONNECTIONS, 1)
              .and(IngestSettings.READ_TIMEOUT, Duration.ofMillis(1))
              .ingest()
              .inFlight(),
          new SimpleMeterRegistry());

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
                var slow = new SlowClients(vertx, ADMISSION, IDLE, now::get);
                return vertx
                    .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .connectionHandler(
                        connection -> {
                          slow.connectionOpened(connection);
                          open.incrementAndGet();
                          connection.closeHandler(
                              closed -> {
                                slow.connectionClosed(connection);
                                open.decrementAndGet();
                              });
                        })
                    .requestHandler(
                        request -> {
                          slow.requestStarted(request.connection());
                          if (request.path().equals("/respond")) {
                            request.response().end();
                            slow.requestEnded(request.connection());
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
  void a_connection_is_closed_if_the_head_of_its_request_never_ends() throws Exception {
    try (Socket dripping = connect("GET /respond HTTP/1.1\r\nX-Long: ")) {
      now.addAndGet(IDLE.toNanos() - 1);
      send(dripping, "x");
      assertThat(open).hasValue(1);

      now.addAndGet(1);

      assertThat(dripping.getInputStream().read()).isEqualTo(-1);
    }
    await().atMost(LIMIT).until(() -> open.get() == 0);
  }

  @Test
  void a_connection_is_idle_from_its_last_response_and_not_during_a_request() throws Exception {
    try (Socket busy = connect("GET /work HTTP/1.1\r\nHost: relay\r\n\r\n");
        Socket kept = connect("")) {
      now.set(IDLE.toNanos() - 2);
      try (Socket witness = connect("")) {
        now.addAndGet(1);
        send(kept, "GET /respond HTTP/1.1\r\nHost: relay\r\n\r\n");
        assertThat(kept.getInputStream().read()).isEqualTo('H');

        now.addAndGet(IDLE.toNanos() - 1);
        assertThat(witness.getInputStream().read()).isEqualTo(-1);
      }
      await().atMost(LIMIT).until(() -> open.get() == 2);

      now.addAndGet(1);
      kept.getInputStream().transferTo(OutputStream.nullOutputStream());
      await().atMost(LIMIT).until(() -> open.get() == 1);
      send(busy, "GET /respond HTTP/1.1\r\nHost: relay\r\n\r\n");
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
