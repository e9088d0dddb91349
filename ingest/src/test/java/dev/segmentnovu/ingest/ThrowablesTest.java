package dev.segmentnovu.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.HttpExchange.Stage;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is thrown, from whichever stage of a request, the client gets an answer, and nothing
 * stays in flight.
 */
final class ThrowablesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d{1,6})");

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

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private volatile Consumer<Stage> onStage = stage -> {};
  private volatile EventProducer producer =
      (source, events) -> CompletableFuture.completedFuture(new EnqueueResult.Accepted(0));
  private int port;

  private void start(Duration readTimeout, Clock clock) throws Exception {
    RelayConfig.InFlight wide = RelayConfig.defaults().ingest().inFlight();
    var bounds =
        new RelayConfig.InFlight(wide.requests(), wide.bytes(), wide.connections(), readTimeout);
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
            (source, events) -> producer.enqueue(source, events),
            new AdmissionControl(bounds, metrics),
            metrics,
            clock,
            stage -> onStage.accept(stage));
    vertx.deployVerticle(ingest).await(10, TimeUnit.SECONDS);
    port = ingest.port();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  static Stream<Arguments> stages() {
    return Stream.of(Stage.values())
        .flatMap(stage -> THROWABLES.stream().map(thrown -> Arguments.of(stage, thrown.get())));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void whatever_a_stage_throws_ends_in_an_answer(Stage stage, Throwable thrown) throws Exception {
    start(stage == Stage.READ_TIMEOUT ? Duration.ofMillis(100) : LIMIT, Clock.systemUTC());
    onStage = throwing(stage, thrown);

    try (Socket socket = connect()) {
      // a body that does not come is what a read timeout is for
      send(
          socket,
          head("/v1/track", TRACK.length(), "") + (stage == Stage.READ_TIMEOUT ? "" : TRACK));

      // an answer that cannot be written is none: then the connection is closed
      String answer = answer(socket);
      assertThat(answer).startsWith(stage == Stage.END ? "HTTP/1.1 200" : "HTTP/1.1 500");
      assertThat(answer).contains(stage == Stage.END ? "true" : "\"internal_error\"");
      assertThat(answer).doesNotContain("secret");
    }
    awaitNothingInFlight();
    assertWorks();
  }

  @ParameterizedTest
  @MethodSource("stages")
  void whatever_is_thrown_when_the_client_has_gone_leaves_nothing(Stage stage, Throwable thrown)
      throws Exception {
    start(Duration.ofMillis(100), Clock.systemUTC());
    var asked = new CompletableFuture<CompletableFuture<EnqueueResult>>();
    producer =
        (source, events) -> {
          var pending = new CompletableFuture<EnqueueResult>();
          asked.complete(pending);
          return pending;
        };
    onStage = throwing(stage, thrown);

    try (Socket socket = connect()) {
      send(socket, head("/v1/track", TRACK.length(), "") + TRACK);
      await().atMost(LIMIT).until(() -> asked.isDone() || socket.getInputStream().available() > 0);
    }
    await().atMost(LIMIT).until(() -> gauge(Metrics.CONNECTIONS) == 0);
    if (asked.isDone()) {
      asked.join().complete(new EnqueueResult.Accepted(0));
    }

    awaitNothingInFlight();
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void a_queue_that_throws_or_fails_ends_in_an_answer(Throwable thrown) throws Exception {
    start(LIMIT, Clock.systemUTC());
    producer =
        (source, events) -> {
          ThrowablesTest.<RuntimeException>rethrow(thrown);
          return new CompletableFuture<>();
        };
    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 500");

    producer = (source, events) -> CompletableFuture.failedFuture(thrown);
    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 500");

    awaitNothingInFlight();
  }

  static Stream<Throwable> thrown() {
    return THROWABLES.stream().map(Supplier::get);
  }

  @Test
  void a_clock_that_throws_ends_in_an_answer() throws Exception {
    start(
        LIMIT,
        new Clock() {
          @Override
          public java.time.ZoneId getZone() {
            throw new StackOverflowError();
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            throw new StackOverflowError();
          }

          @Override
          public java.time.Instant instant() {
            throw new StackOverflowError();
          }
        });

    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 500");
    awaitNothingInFlight();
  }

  @Test
  void a_number_beyond_what_is_read_ends_in_an_answer_before_a_key_is_looked_at() throws Exception {
    start(LIMIT, Clock.systemUTC());

    for (String number : List.of("1e2147483648", "-1e-2147483649", "1e99999999999")) {
      String answer = post("/v1/batch", "{\"context\":{\"a\":" + number + "},\"batch\":[]}");
      assertThat(answer).matches("(?s)HTTP/1.1 [45].*\"code\".*");
    }
    awaitNothingInFlight();
  }

  @Test
  void a_body_of_8000_empty_gzip_members_is_refused() throws Exception {
    start(LIMIT, Clock.systemUTC());
    var members = new ByteArrayOutputStream();
    byte[] empty = packed("");
    for (int i = 0; i < 8_000; i++) {
      members.writeBytes(empty);
    }

    try (Socket socket = connect()) {
      send(socket, head("/v1/batch", members.size(), "Content-Encoding: gzip\r\n"));
      socket.getOutputStream().write(members.toByteArray());

      assertThat(answer(socket)).startsWith("HTTP/1.1 400").contains("more than 16 members");
    }
    awaitNothingInFlight();
  }

  private static byte[] packed(String text) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  /** Throws once, so that the answer to it can be written. */
  private static Consumer<Stage> throwing(Stage at, Throwable thrown) {
    var once = new AtomicReference<Throwable>(thrown);
    return stage -> {
      Throwable next = stage == at ? once.getAndSet(null) : null;
      if (next != null) {
        ThrowablesTest.<RuntimeException>rethrow(next);
      }
    };
  }

  @SuppressWarnings("unchecked") // any throwable passes for an unchecked one
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private void assertWorks() throws Exception {
    assertThat(post("/v1/track", TRACK)).startsWith("HTTP/1.1 200");
  }

  private String post(String path, String body) throws IOException {
    try (Socket socket = connect()) {
      send(socket, head(path, body.length(), "") + body);
      return answer(socket);
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    return socket;
  }

  private static String head(String path, int length, String headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: relay\r\n"
        + headers
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** The head and the body of one answer, or what comes before the connection ends. */
  private static String answer(Socket socket) throws IOException {
    var read = new ByteArrayOutputStream();
    try {
      while (!isComplete(read.toString(UTF_8))) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        read.write(next);
      }
    } catch (SocketException reset) {
      // what came before it counts
    }
    return read.toString(UTF_8);
  }

  private static boolean isComplete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    Matcher length = LENGTH.matcher(answer);
    return end >= 0
        && length.find()
        && answer.length() >= end + 4 + Integer.parseInt(length.group(1));
  }

  private void awaitNothingInFlight() {
    await()
        .atMost(LIMIT)
        .until(() -> gauge(Metrics.REQUESTS_IN_FLIGHT) == 0 && gauge(Metrics.BYTES_IN_FLIGHT) == 0);
  }

  private double gauge(String name) {
    return metrics.get(name).gauge().value();
  }
}
