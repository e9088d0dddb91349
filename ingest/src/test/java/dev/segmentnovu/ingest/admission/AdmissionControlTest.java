package dev.segmentnovu.ingest.admission;

import static dev.segmentnovu.testing.Sources.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.telemetry.Metrics;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ingest has in flight at once, over a queue that returns when the test says. */
final class AdmissionControlTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Queue<CompletableFuture<EnqueueResult>> pending = new ConcurrentLinkedQueue<>();
  private IngestFixture relay = ingest().start();

  private IngestFixture.Builder ingest() {
    return IngestFixture.of(
            (source, events) -> {
              var result = new CompletableFuture<EnqueueResult>();
              pending.add(result);
              return result;
            })
        .sources(source("web").writeKeys("key"));
  }

  private void restart(IngestFixture.Builder limited) {
    relay.close();
    relay = limited.start();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void a_request_beyond_the_limit_is_refused_until_another_ends() throws Exception {
    restart(ingest().with(IngestSettings.REQUESTS, 2));
    var first = relay.postAsync("/v1/track", track(10));
    var second = relay.postAsync("/v1/track", track(10));
    awaitPending(2);

    HttpResponse<String> third = relay.postAsync("/v1/track", track(10)).get(10, TimeUnit.SECONDS);

    assertBusy(third, "requests");
    completeAll();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(second.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    relay.awaitNothingInFlight();
    var again = relay.postAsync("/v1/track", track(10));
    awaitPending(1);
    completeAll();
    assertThat(again.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void a_body_that_exceeds_the_limit_together_with_others_is_refused() throws Exception {
    restart(ingest().with(IngestSettings.REQUESTS, 100).with(IngestSettings.BYTES, 45_000L));
    var first = relay.postAsync("/v1/track", track(20_000));
    awaitPending(1);
    // as received, and as stored
    assertThat(relay.gauge(Metrics.BYTES_IN_FLIGHT)).isBetween(40_000.0, 41_000.0);

    assertBusy(relay.postAsync("/v1/track", track(20_000)).get(10, TimeUnit.SECONDS), "bytes");

    var small = relay.postAsync("/v1/track", track(10));
    awaitPending(2);
    completeAll();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(small.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    relay.awaitNothingInFlight();
  }

  @Test
  void the_unpacked_size_of_a_body_counts() throws Exception {
    restart(ingest().with(IngestSettings.REQUESTS, 100).with(IngestSettings.BYTES, 25_000L));
    byte[] packed = Requests.gzip(track(26_000).getBytes(UTF_8));
    assertThat(packed.length).isLessThan(1_000);

    assertBusy(relay.post("/v1/track", packed, Map.of("Content-Encoding", "gzip")), "bytes");
    relay.awaitNothingInFlight();
  }

  @Test
  void the_size_of_the_stored_entries_counts() throws Exception {
    restart(ingest().with(IngestSettings.REQUESTS, 100).with(IngestSettings.BYTES, 100_000L));
    String event = "{'type':'page','userId':'u'}";
    String body =
        "{'writeKey':'key','context':{'x':'%s'},'batch':[%s]}"
            .formatted("y".repeat(1_000), event + ("," + event).repeat(99));
    assertThat(body).hasSizeLessThan(10_000);

    assertBusy(relay.post("/v1/batch", body, Map.of()), "bytes");
    relay.awaitNothingInFlight();
  }

  @Test
  void a_request_that_waits_for_the_queue_stays_in_flight_after_its_client_disconnects()
      throws Exception {
    try (RawClient client = relay.connect()) {
      client.send(RawClient.post("/v1/track", track(50).length(), "") + track(50));
      awaitPending(1);
    }
    await().atMost(LIMIT).until(() -> relay.gauge(Metrics.CONNECTIONS) == 0);
    assertThat(relay.gauge(Metrics.REQUESTS_IN_FLIGHT)).isEqualTo(1);
    assertThat(relay.gauge(Metrics.BYTES_IN_FLIGHT)).isGreaterThan(2 * track(50).length());

    completeAll();

    relay.awaitNothingInFlight();
  }

  @Test
  void a_client_that_disconnects_within_a_body_leaves_nothing_in_flight() throws Exception {
    try (RawClient client = relay.connect()) {
      client.send(RawClient.post("/v1/track", 1_000, "") + "{");
      await().atMost(LIMIT).until(() -> relay.gauge(Metrics.BYTES_IN_FLIGHT) == 1);
    }
    relay.awaitNothingInFlight();
  }

  @Test
  void a_body_that_arrives_too_slowly_is_refused() throws Exception {
    restart(
        ingest()
            .with(IngestSettings.REQUESTS, 100)
            .with(IngestSettings.READ_TIMEOUT, Duration.ofMillis(200)));
    try (RawClient client = relay.connect()) {
      client.send(RawClient.post("/v1/track", 1_000, "") + "{");

      assertThat(drip(client)).startsWith("HTTP/1.1 408").contains("within 200 ms");
    }
    assertThat(refused("read_timeout")).isEqualTo(1);
    relay.awaitNothingInFlight();
    assertThat(pending).isEmpty();
  }

  @Test
  void a_connection_beyond_the_limit_is_closed() throws Exception {
    restart(ingest().with(IngestSettings.REQUESTS, 100).with(IngestSettings.CONNECTIONS, 2));
    List<RawClient> open = new ArrayList<>();
    try {
      open.add(relay.connect());
      open.add(relay.connect());
      await().atMost(LIMIT).until(() -> relay.gauge(Metrics.CONNECTIONS) == 2);
      open.add(relay.connect());
      assertThat(open.get(2).read()).isEqualTo(-1);
      assertThat(refused("connections")).isEqualTo(1);

      open.get(0).close();
      await().atMost(LIMIT).until(() -> relay.gauge(Metrics.CONNECTIONS) == 1);
      try (RawClient next = relay.connect()) {
        next.send("GET /v1/projects/key/settings HTTP/1.1\r\nHost: relay\r\n\r\n");
        assertThat(next.read()).isEqualTo('H');
      }
    } finally {
      for (RawClient client : open) {
        client.close();
      }
    }
  }

  private static String track(int size) {
    return "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"key\",\"properties\":{\"p\":\""
        + "x".repeat(size)
        + "\"}}";
  }

  /** Sends bytes until a response arrives, and reads to the end of the connection. */
  private static String drip(RawClient client) throws Exception {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try {
                client.send(" ");
              } catch (SocketException closed) {
                return true;
              }
              return client.hasInput();
            });
    return client.readAll();
  }

  private void awaitPending(int requests) {
    await().atMost(LIMIT).until(() -> pending.size() == requests);
  }

  private void completeAll() {
    for (var result = pending.poll(); result != null; result = pending.poll()) {
      result.complete(new EnqueueResult.Accepted(0));
    }
  }

  private void assertBusy(HttpResponse<String> response, String bound) {
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(response.body()).contains("\"busy\"");
    assertThat(refused(bound)).isEqualTo(1);
  }

  private double refused(String bound) {
    return relay.counter(Metrics.REFUSED, "bound", bound);
  }
}
