package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ingest takes in hand at once, with a queue that answers when the test says. */
final class AdmissionControlTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final RelayConfig.InFlight WIDE = RelayConfig.defaults().ingest().inFlight();

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Queue<CompletableFuture<EnqueueResult>> waiting = new ConcurrentLinkedQueue<>();
  private int port;

  private void start(RelayConfig.InFlight bounds) throws Exception {
    var ingest =
        new IngestVerticle(
            RelayConfig.defaults().ingest().at("127.0.0.1", 0).with(bounds),
            List.of(
                new RelayConfig.Source(
                    "web",
                    List.of(new Secret("key")),
                    List.of(),
                    new RelayConfig.Novu(
                        RelayConfig.defaults().sources().get(0).novu().url(),
                        new Secret("unused"),
                        RelayConfig.defaults().sources().get(0).novu().timeout()),
                    Mapping.of(Map.of()),
                    RelayConfig.defaults().sources().get(0).retry())),
            (source, events) -> {
              var answer = new CompletableFuture<EnqueueResult>();
              waiting.add(answer);
              return answer;
            },
            new AdmissionControl(bounds, metrics),
            metrics,
            Clock.systemUTC());
    vertx.deployVerticle(ingest).await(10, TimeUnit.SECONDS);
    port = ingest.port();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void one_request_more_than_allowed_is_sent_away_until_another_is_answered() throws Exception {
    start(new RelayConfig.InFlight(2, WIDE.bytes(), WIDE.connections(), WIDE.readTimeout()));
    var first = post(track(10));
    var second = post(track(10));
    awaitWaiting(2);

    HttpResponse<String> third = post(track(10)).get(10, TimeUnit.SECONDS);

    assertBusy(third, "requests");
    release();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(second.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    awaitNothingInHand();
    var again = post(track(10));
    awaitWaiting(1);
    release();
    assertThat(again.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void bodies_that_are_too_much_together_are_sent_away() throws Exception {
    start(new RelayConfig.InFlight(100, 45_000, WIDE.connections(), WIDE.readTimeout()));
    var first = post(track(20_000));
    awaitWaiting(1);
    // as received, and as stored
    assertThat(gauge(Metrics.BYTES_IN_FLIGHT)).isBetween(40_000.0, 41_000.0);

    assertBusy(post(track(20_000)).get(10, TimeUnit.SECONDS), "bytes");

    var small = post(track(10));
    awaitWaiting(2);
    release();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(small.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    awaitNothingInHand();
  }

  @Test
  void what_a_body_unpacks_to_counts() throws Exception {
    start(new RelayConfig.InFlight(100, 25_000, WIDE.connections(), WIDE.readTimeout()));
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(track(26_000).getBytes(UTF_8));
    }
    assertThat(packed.size()).isLessThan(1_000);

    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/track"))
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()));
    assertBusy(client.send(request.build(), BodyHandlers.ofString()), "bytes");
    awaitNothingInHand();
  }

  @Test
  void what_a_batchs_events_will_take_in_the_queue_counts() throws Exception {
    start(new RelayConfig.InFlight(100, 100_000, WIDE.connections(), WIDE.readTimeout()));
    String event = "{\"type\":\"page\",\"userId\":\"u\"}";
    String body =
        "{\"writeKey\":\"key\",\"context\":{\"x\":\"%s\"},\"batch\":[%s]}"
            .formatted("y".repeat(1_000), event + ("," + event).repeat(99));
    assertThat(body).hasSizeLessThan(10_000);

    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/batch"))
            .POST(BodyPublishers.ofString(body));
    assertBusy(client.send(request.build(), BodyHandlers.ofString()), "bytes");
    awaitNothingInHand();
  }

  @Test
  void what_waits_for_the_queue_is_in_hand_though_its_client_went_away() throws Exception {
    start(WIDE);
    try (Socket socket = connect()) {
      send(socket, head(track(50).length()) + track(50));
      awaitWaiting(1);
    }
    await().atMost(LIMIT).until(() -> gauge(Metrics.CONNECTIONS) == 0);
    assertThat(gauge(Metrics.REQUESTS_IN_FLIGHT)).isEqualTo(1);
    assertThat(gauge(Metrics.BYTES_IN_FLIGHT)).isGreaterThan(2 * track(50).length());

    release();

    awaitNothingInHand();
  }

  @Test
  void a_client_that_goes_away_in_the_midst_of_a_body_leaves_nothing() throws Exception {
    start(WIDE);
    try (Socket socket = connect()) {
      send(socket, head(1_000) + "{");
      await().atMost(LIMIT).until(() -> gauge(Metrics.BYTES_IN_FLIGHT) == 1);
    }
    awaitNothingInHand();
  }

  @Test
  void a_body_that_drips_is_given_up() throws Exception {
    start(new RelayConfig.InFlight(100, WIDE.bytes(), WIDE.connections(), Duration.ofMillis(200)));
    try (Socket socket = connect()) {
      send(socket, head(1_000) + "{");

      assertThat(drip(socket)).startsWith("HTTP/1.1 408").contains("within 200 ms");
    }
    assertThat(refused("read_timeout")).isEqualTo(1);
    awaitNothingInHand();
    assertThat(waiting).isEmpty();
  }

  @Test
  void one_connection_more_than_allowed_is_closed() throws Exception {
    start(new RelayConfig.InFlight(100, WIDE.bytes(), 2, WIDE.readTimeout()));
    List<Socket> open = new ArrayList<>();
    try {
      open.add(connect());
      open.add(connect());
      await().atMost(LIMIT).until(() -> gauge(Metrics.CONNECTIONS) == 2);
      open.add(connect());
      assertThat(open.get(2).getInputStream().read()).isEqualTo(-1);
      assertThat(refused("connections")).isEqualTo(1);

      open.get(0).close();
      await().atMost(LIMIT).until(() -> gauge(Metrics.CONNECTIONS) == 1);
      try (Socket next = connect()) {
        send(next, "GET /v1/projects/key/settings HTTP/1.1\r\nHost: relay\r\n\r\n");
        assertThat(next.getInputStream().read()).isEqualTo('H');
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static String track(int size) {
    return "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"key\",\"properties\":{\"p\":\""
        + "x".repeat(size)
        + "\"}}";
  }

  private CompletableFuture<HttpResponse<String>> post(String body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/track"))
            .POST(BodyPublishers.ofString(body));
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static String head(int length) {
    return "POST /v1/track HTTP/1.1\r\nHost: relay\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** Sends a byte now and then until there is an answer, and returns what comes to its end. */
  private static String drip(Socket socket) throws Exception {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try {
                send(socket, " ");
              } catch (SocketException closed) {
                return true;
              }
              return socket.getInputStream().available() > 0;
            });
    var answer = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answer);
    } catch (SocketException reset) {
      // what was sent after the answer makes the end a reset
    }
    return answer.toString(UTF_8);
  }

  private void awaitWaiting(int requests) {
    await().atMost(LIMIT).until(() -> waiting.size() == requests);
  }

  private void release() {
    for (var answer = waiting.poll(); answer != null; answer = waiting.poll()) {
      answer.complete(new EnqueueResult.Accepted(0));
    }
  }

  private void assertBusy(HttpResponse<String> answer, String bound) {
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.body()).contains("\"busy\"");
    assertThat(refused(bound)).isEqualTo(1);
  }

  private void awaitNothingInHand() {
    await()
        .atMost(LIMIT)
        .until(() -> gauge(Metrics.REQUESTS_IN_FLIGHT) == 0 && gauge(Metrics.BYTES_IN_FLIGHT) == 0);
  }

  private double gauge(String name) {
    return metrics.get(name).gauge().value();
  }

  private double refused(String bound) {
    return metrics.get(Metrics.REFUSED).tag("bound", bound).counter().count();
  }
}
