package dev.segmentnovu.ingest.admin.live;

import static org.awaitility.Awaitility.await;

import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.history.Rejection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of the live stream that does not read what it is sent. */
final class SlowFollowerTest {

  private static final LiveStream.Follower EVERYTHING =
      new LiveStream.Follower(event -> true, false, () -> true);

  private final AdminFixture relay = AdminFixture.open();
  private final Context context = relay.vertx.getOrCreateContext();
  private final LiveStream stream =
      new LiveStream(
          relay.vertx,
          relay.config,
          relay.queue.operators().queue(() -> relay.config.sources, relay.activity),
          Clock.systemUTC(),
          Duration.ofMillis(20));

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void a_client_that_does_not_read_is_sent_no_more() throws Exception {
    int port = listen();
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      await().until(() -> clients() == 1);

      await()
          .until(
              () -> {
                rejectSome();
                return clients() == 0;
              });
    }
  }

  private int listen() {
    var listening = new CompletableFuture<Integer>();
    context.runOnContext(
        unused ->
            relay
                .vertx
                .createHttpServer(new HttpServerOptions().setSendBufferSize(4_096))
                .requestHandler(request -> stream.add(request.response(), EVERYTHING))
                .listen(0, "127.0.0.1")
                .map(HttpServer::actualPort)
                .onSuccess(listening::complete));
    return AdminFixture.get(listening);
  }

  private int clients() {
    Future<Integer> clients =
        Future.future(
            promise -> context.runOnContext(unused -> promise.complete(stream.clients())));
    return AdminFixture.get(clients.toCompletionStage());
  }

  private void rejectSome() {
    String longId = "x".repeat(Rejection.MAX_ID_CHARS);
    for (int i = 0; i < 100; i++) {
      relay
          .activity
          .source(relay.source)
          .rejected(new Rejection(Instant.now(), "c", "m".repeat(500), longId, longId, i));
    }
    relay.flush();
  }
}
