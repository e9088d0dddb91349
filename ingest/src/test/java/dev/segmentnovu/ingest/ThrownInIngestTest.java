package dev.segmentnovu.ingest;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.ingest.http.RequestStage;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a stage of a request throws, the client gets a response, and nothing stays in flight.
 */
final class ThrownInIngestTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String TRACK =
      "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"writeKey\":\"key\"}";

  private static final List<Supplier<Throwable>> THROWABLES =
      List.of(
          () -> new IllegalStateException("secret"),
          () -> new NumberFormatException("Too many nonzero exponent digits"),
          StackOverflowError::new,
          () -> new NoClassDefFoundError("dev/segmentnovu/Missing"),
          () -> new OutOfMemoryError("thrown by a test"),
          () -> new AssertionError("assertion"),
          () -> new IOException("checked"));

  private volatile Consumer<RequestStage> onStage = stage -> {};
  private volatile EventProducer producer =
      (source, events) -> CompletableFuture.completedFuture(new EnqueueResult.Accepted(0));
  private IngestFixture relay = start(LIMIT, Clock.systemUTC());

  private IngestFixture start(Duration readTimeout, Clock clock) {
    return IngestFixture.of((source, events) -> producer.enqueue(source, events))
        .sources(source("web").writeKeys("key"))
        .with(IngestSettings.READ_TIMEOUT, readTimeout)
        .clock(clock)
        .onStage(stage -> onStage.accept(stage))
        .start();
  }

  private void restart(Duration readTimeout, Clock clock) {
    relay.close();
    relay = start(readTimeout, clock);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  static Stream<Arguments> stages() {
    return Stream.of(RequestStage.values())
        .flatMap(stage -> THROWABLES.stream().map(thrown -> Arguments.of(stage, thrown.get())));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void whatever_a_stage_throws_the_client_gets_a_response(RequestStage stage, Throwable thrown)
      throws Exception {
    restart(stage == RequestStage.READ_TIMEOUT ? Duration.ofMillis(100) : LIMIT, Clock.systemUTC());
    onStage = throwing(stage, thrown);

    try (RawClient client = relay.connect()) {
      // the read timeout needs a body that does not arrive
      client.send(
          RawClient.post("/v1/track", TRACK.length(), "")
              + (stage == RequestStage.READ_TIMEOUT ? "" : TRACK));

      // at END, the response is written already
      String response = client.response();
      assertThat(response).startsWith(stage == RequestStage.END ? "HTTP/1.1 200" : "HTTP/1.1 500");
      assertThat(response).contains(stage == RequestStage.END ? "true" : "\"internal_error\"");
      assertThat(response).doesNotContain("secret");
    }
    relay.awaitNothingInFlight();
    assertWorks();
  }

  @ParameterizedTest
  @MethodSource("stages")
  void whatever_a_stage_throws_after_the_client_disconnected_nothing_stays_in_flight(
      RequestStage stage, Throwable thrown) throws Exception {
    restart(Duration.ofMillis(100), Clock.systemUTC());
    var asked = new CompletableFuture<CompletableFuture<EnqueueResult>>();
    producer =
        (source, events) -> {
          var pending = new CompletableFuture<EnqueueResult>();
          asked.complete(pending);
          return pending;
        };
    onStage = throwing(stage, thrown);

    try (RawClient client = relay.connect()) {
      client.send(RawClient.post("/v1/track", TRACK.length(), "") + TRACK);
      await().atMost(LIMIT).until(() -> asked.isDone() || client.hasInput());
    }
    await().atMost(LIMIT).until(() -> relay.gauge(Metrics.CONNECTIONS) == 0);
    if (asked.isDone()) {
      asked.join().complete(new EnqueueResult.Accepted(0));
    }

    relay.awaitNothingInFlight();
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void a_queue_that_throws_or_fails_is_a_500(Throwable thrown) throws Exception {
    producer =
        (source, events) -> {
          ThrownInIngestTest.<RuntimeException>rethrow(thrown);
          return new CompletableFuture<>();
        };
    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 500");

    producer = (source, events) -> CompletableFuture.failedFuture(thrown);
    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 500");

    relay.awaitNothingInFlight();
  }

  static Stream<Throwable> thrown() {
    return THROWABLES.stream().map(Supplier::get);
  }

  @Test
  void a_clock_that_throws_is_a_500() throws Exception {
    restart(
        LIMIT,
        new Clock() {
          @Override
          public ZoneId getZone() {
            throw new StackOverflowError();
          }

          @Override
          public Clock withZone(ZoneId zone) {
            throw new StackOverflowError();
          }

          @Override
          public Instant instant() {
            throw new StackOverflowError();
          }
        });

    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 500");
    relay.awaitNothingInFlight();
  }

  @Test
  void a_number_out_of_range_is_refused_before_the_write_key_is_checked() throws Exception {

    for (String number : List.of("1e2147483648", "-1e-2147483649", "1e99999999999")) {
      String response = post("/v1/batch", "{\"context\":{\"a\":" + number + "},\"batch\":[]}");
      assertThat(response).matches("(?s)HTTP/1.1 [45].*\"code\".*");
    }
    relay.awaitNothingInFlight();
  }

  @Test
  void a_body_of_8000_empty_gzip_members_is_refused() throws Exception {
    var members = new ByteArrayOutputStream();
    byte[] empty = Requests.gzip(new byte[0]);
    for (int i = 0; i < 8_000; i++) {
      members.writeBytes(empty);
    }

    try (RawClient client = relay.connect()) {
      client.send(RawClient.post("/v1/batch", members.size(), "Content-Encoding: gzip\r\n"));
      client.send(members.toByteArray());

      assertThat(client.response()).startsWith("HTTP/1.1 400").contains("more than 16 members");
    }
    relay.awaitNothingInFlight();
  }

  /** Throws once, so that the relay can write a response. */
  private static Consumer<RequestStage> throwing(RequestStage at, Throwable thrown) {
    var once = new AtomicReference<Throwable>(thrown);
    return stage -> {
      Throwable next = stage == at ? once.getAndSet(null) : null;
      if (next != null) {
        ThrownInIngestTest.<RuntimeException>rethrow(next);
      }
    };
  }

  @SuppressWarnings("unchecked") // any throwable passes for an unchecked one
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private void assertWorks() throws IOException {
    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 200");
  }

  private String post(String path, String body) throws IOException {
    try (RawClient client = relay.connect()) {
      client.send(RawClient.post(path, body.length(), "") + body);
      return client.response();
    }
  }
}
