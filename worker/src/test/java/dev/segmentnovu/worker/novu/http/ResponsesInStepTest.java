package dev.segmentnovu.worker.novu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.calls.TestClient;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.testing.OnLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request gets its own response, whatever else a server sends. */
final class ResponsesInStepTest {

  /** So long that a test that waits for it fails. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private static final String TAKEN =
      answer("201 Created", "{\"data\":{\"acknowledged\":true,\"status\":\"processed\"}}");
  private static final String REFUSED = answer("400 Bad Request", "{\"message\":\"no\"}");

  private final Vertx vertx = Vertx.vertx();
  private final List<NetSocket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 Continue",
        "102 Processing",
        "103 Early Hints|Link: </style.css>; rel=preload",
        "104 Upload Resumption Supported",
        "110 Something|Content-Length: 0",
        "199 Of the future",
        "102 Processing||HTTP/1.1 102 Processing||HTTP/1.1 103 Early Hints",
      })
  void an_interim_response_is_dropped_and_the_final_response_counts(String interim) {
    String before = "HTTP/1.1 " + interim.replace("|", "\r\n") + "\r\n\r\n";
    NovuClient client = client(answers(before + TAKEN, before + REFUSED, TAKEN));

    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(trigger(client)).isInstanceOf(Rejected.class);
    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(connections).as("responses match requests: the connection is reused").hasSize(1);
  }

  @Test
  void an_interim_response_may_arrive_long_before_the_final_response() {
    NovuClient client =
        client(
            (socket, number) -> {
              write(socket, "HTTP/1.1 102 Proc");
              vertx.setTimer(20, t -> write(socket, "essing\r\nX: y\r\n\r\n"));
              vertx.setTimer(40, t -> write(socket, number == 1 ? TAKEN : REFUSED));
            });

    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(trigger(client)).isInstanceOf(Rejected.class);
    assertThat(connections).hasSize(1);
  }

  @Test
  void interim_responses_alone_are_no_response() {
    NovuClient client =
        client(
            (socket, number) -> {
              if (number == 1) {
                write(socket, "HTTP/1.1 102 Processing\r\n\r\n");
                var unused = socket.close();
              } else {
                write(socket, TAKEN);
              }
            });

    assertUnknown(trigger(client));
    assertThat(trigger(client)).isEqualTo(new Delivered());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols||",
        "HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade||",
        "HTTP/1.1 101 Switching Protocols|Upgrade: h2c|Connection: Upgrade||HTTP/1.1 201 Created|"
            + "Content-Length: 33||{\"data\":{\"status\":\"processed\"}}  ",
      })
  void a_switch_of_protocols_closes_the_connection(String switched) {
    NovuClient client = client(answers(switched.replace("|", "\r\n"), TAKEN));

    assertUnknown(trigger(client));
    await().untilAsserted(() -> assertThat(closed).hasValue(1));
    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(connections).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 201 Created\r\nContent-Length: 32\r\n\r\n{\"data\":{\"status\":\"processed\"}} ",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 201 Created\r\nX: half a head",
        "\r\n",
        "x",
      })
  void bytes_after_a_response_do_not_belong_to_the_next_response(String surplus) {
    NovuClient client = client(answers(TAKEN + surplus, REFUSED, TAKEN));

    // the second call waits for the only connection until the first has its response
    List<DeliveryResult> results = triggers(client, 3);
    assertThat(results.get(0)).isEqualTo(new Delivered());
    assertThat(results.get(1)).isInstanceOf(Rejected.class);
    assertThat(results.get(2)).isEqualTo(new Delivered());
    assertThat(connections).hasSize(2);
  }

  @Test
  void a_response_without_a_request_closes_the_connection() {
    NovuClient client = client(answers(TAKEN, REFUSED));
    assertThat(trigger(client)).isEqualTo(new Delivered());

    write(connections.get(0), TAKEN.substring(0, 20));
    await().untilAsserted(() -> assertThat(closed).hasValue(1));

    assertThat(trigger(client)).isInstanceOf(Rejected.class);
    assertThat(connections).hasSize(2);
  }

  @Test
  void a_response_that_ends_with_its_connection_counts() {
    NovuClient client =
        client(
            (socket, number) -> {
              write(socket, "HTTP/1.1 201 Created\r\n\r\n{\"data\":{\"status\":\"processed\"}}");
              var unused = socket.close();
            });

    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(connections).hasSize(2);
  }

  @Test
  void a_large_chunked_response_is_read_whole() {
    String text = "x".repeat(30_000);
    String half = "{\"data\":{\"status\":\"processed\",\"text\":\"" + text;
    String body =
        Integer.toHexString(half.length())
            + "\r\n"
            + half
            + "\r\n3\r\n\"}}\r\n0\r\nTrailer: x\r\n\r\n";
    String whole = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    NovuClient client = client(answers(whole, REFUSED, whole));

    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(trigger(client)).isInstanceOf(Rejected.class);
    assertThat(trigger(client)).isEqualTo(new Delivered());
    assertThat(connections).hasSize(1);
  }

  private static void assertUnknown(DeliveryResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.status()).isNull();
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
              assertThat(retry.notBefore()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
            });
  }

  private static String answer(String status, String body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** Responds to the n-th request with the n-th text, on any connection. */
  private BiConsumer<NetSocket, Integer> answers(String... answers) {
    return (socket, number) -> write(socket, answers[number - 1]);
  }

  private static void write(NetSocket socket, String text) {
    var unused = socket.write(text);
  }

  private NovuClient client(BiConsumer<NetSocket, Integer> answering) {
    var server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  connections.add(socket);
                  socket.closeHandler(unused -> closed.incrementAndGet());
                  socket.handler(
                      bytes -> {
                        if (bytes.toString().startsWith("POST ")) {
                          answering.accept(socket, asked.incrementAndGet());
                        }
                      });
                })
            .listen(0, "127.0.0.1")
            .await();
    var novu =
        Sources.source("web")
            .novu(URI.create("http://127.0.0.1:" + server.actualPort()), "secret")
            .timeout(TIMEOUT)
            .novu();
    return TestClient.of(vertx, novu, 1);
  }

  private DeliveryResult trigger(NovuClient client) {
    return triggers(client, 1).get(0);
  }

  private List<DeliveryResult> triggers(NovuClient client, int count) {
    return OnLoop.get(
        vertx,
        () -> {
          List<Future<CallOutcome>> all = new java.util.ArrayList<>();
          for (int i = 0; i < count; i++) {
            NovuRequest trigger =
                NovuRequest.Trigger.of(
                    "u" + i, "welcome", EventCodec.JSON.createObjectNode(), "t" + i);
            all.add(
                client.deliver(
                    trigger, new Attempt("web:u:m" + i, 0, 0, 0, false), TestClient.PATIENCE));
          }
          return Future.all(all)
              .map(unused -> all.stream().map(each -> each.result().result()).toList());
        });
  }
}
