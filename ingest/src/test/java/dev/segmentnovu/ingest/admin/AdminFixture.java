package dev.segmentnovu.ingest.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.telemetry.Readiness;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An admin port over a real queue, with a source of its own, and a client that calls it. */
final class AdminFixture implements AutoCloseable {

  private static final RelayConfig.Bounds ANY_AGE =
      new RelayConfig.Bounds(
          1_000, 1_000_000, Duration.ofDays(36_500), RelayConfig.AtBound.EVICT_OLDEST);

  private static final RelayConfig.Queue OLD_LETTERS_STAY =
      new RelayConfig.Queue(
          1,
          Duration.ofSeconds(60),
          Duration.ofHours(1),
          10,
          5,
          ANY_AGE,
          ANY_AGE,
          Duration.ofDays(7),
          Duration.ofSeconds(1));

  static final Instant RECEIVED = Instant.parse("2026-01-31T12:00:00Z");

  final String source = "t" + UUID.randomUUID().toString().replace("-", "");
  final Config config = new Config(List.of(source));
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final RedisEventQueue queue;
  final AdminVerticle admin;
  final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable String token;
  private int letters;

  AdminFixture(RelayConfig.Redis redis, @Nullable String token) {
    this.token = token;
    queue = RedisEventQueue.connect(redis, OLD_LETTERS_STAY);
    Readiness readiness =
        () -> CompletableFuture.completedFuture(Optional.of("the mill is not wound"));
    admin =
        new AdminVerticle(
            new RelayConfig.Admin("127.0.0.1", 0, token == null ? null : new Secret(token)),
            config,
            queue.deadLetters(config::sources),
            queue,
            queue.parkedUsers(),
            registry,
            readiness,
            Clock.systemUTC(),
            Duration.ofMillis(50));
    get(vertx.deployVerticle(admin).toCompletionStage());
  }

  /** A configuration that a test changes. */
  static final class Config implements ConfigView {
    volatile List<String> sources;
    volatile ConfigStatus status = new ConfigStatus(null, RECEIVED, List.of());

    Config(List<String> sources) {
      this.sources = sources;
    }

    @Override
    public List<String> sources() {
      return sources;
    }

    @Override
    public ConfigStatus status() {
      return status;
    }
  }

  static AdminFixture open() {
    return new AdminFixture(TestRedis.redis(), null);
  }

  /** From now on no token is sent. */
  void forgetToken() {
    token = null;
  }

  HttpResponse<String> call(String method, int port, String path) {
    return call(method, port, path, "");
  }

  HttpResponse<String> call(String method, String path) {
    return call(method, path, "");
  }

  HttpResponse<String> call(String method, String path, String body, String... headers) {
    return call(method, admin.port(), path, body, headers);
  }

  private HttpResponse<String> call(
      String method, int port, String path, String body, String... headers) {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request = HttpRequest.newBuilder(uri).method(method, publisher);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Enqueues an event of {@code userId}. */
  void enqueue(String userId, String messageId, String body) {
    var stored =
        new StoredEvent(
            messageId,
            EventType.TRACK,
            RECEIVED,
            0,
            EventCodec.JSON.createObjectNode().put("ip", "1.2.3.4"),
            EventCodec.JSON.createObjectNode().put("All", true),
            null,
            body.getBytes(UTF_8));
    enqueueRaw(userId, messageId, EventCodec.encode(stored));
  }

  void enqueueRaw(String userId, String messageId, byte[] entry) {
    get(queue.enqueue(source, List.of(new NewEvent(userId, messageId, entry))));
  }

  /** Gives up the first event of the one user that is due; returns the letter's id. */
  String giveUp(String event, String reason, Instant deadAt, ObjectNode details) {
    ClaimedUser user = claim();
    var letter =
        new DeadLetter(
            source + ".0.l" + letters++,
            null,
            source,
            user.orderingKey(),
            "m",
            "track",
            event,
            reason,
            "No workflow mapped for event: \"" + event + '"',
            422,
            3,
            RECEIVED.plusSeconds(1),
            deadAt,
            0,
            details);
    settle(user, new Next.Release(), new Settled.Dead(letter));
    return letter.id();
  }

  /** A letter of a track call, given up a minute after it came. */
  String letter(String userId, String messageId) {
    enqueue(userId, messageId, track(userId, "Signed Up"));
    return giveUp(
        "Signed Up", "unmapped", RECEIVED.plusSeconds(60), EventCodec.JSON.createObjectNode());
  }

  static String track(String userId, String event) {
    return """
        {"type":"track","userId":"%s","event":"%s","properties":{"total":10.50}}"""
        .formatted(userId, event);
  }

  ClaimedUser claim() {
    List<ClaimedUser> users = get(queue.claim(source, 0, 1, true)).users();
    assertThat(users).hasSize(1);
    return users.get(0);
  }

  void settle(ClaimedUser user, Next next, Settled... settled) {
    assertThat(get(queue.settle(new Settlement(user, 0, List.of(settled), next))))
        .isEqualTo(SettleResult.APPLIED);
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return EventCodec.JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    get(vertx.close().toCompletionStage());
    queue.close();
  }
}
