package dev.segmentnovu.e2e.captures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.segment.analytics.Analytics;
import com.segment.analytics.Callback;
import com.segment.analytics.messages.AliasMessage;
import com.segment.analytics.messages.GroupMessage;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.MessageBuilder;
import com.segment.analytics.messages.PageMessage;
import com.segment.analytics.messages.ScreenMessage;
import com.segment.analytics.messages.TrackMessage;
import dev.segmentnovu.e2e.captures.CountingProxy.Exchange;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.IngestVerticle;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Sources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segment's own Java library, unchanged, with the relay as its endpoint. */
class SegmentJavaLibraryIT {
  /** The library waits up to half a minute before it sends a batch again. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final int TRACKS = 60;
  private static final int BATCH = 20;

  private final String source = "sdk" + UUID.randomUUID().toString().substring(0, 8);
  private final Vertx vertx = Vertx.vertx();
  private final Outcomes outcomes = new Outcomes();
  private RedisEventQueue queue;
  private CountingProxy proxy;

  @BeforeEach
  void start() {
    queue = RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
    var ingest =
        new IngestVerticle(
            Configs.localIngest(),
            List.of(Sources.source(source).writeKeys("write-key").build()),
            queue,
            new AdmissionControl(Configs.defaults().ingest().inFlight(), new SimpleMeterRegistry()),
            new SimpleMeterRegistry(),
            new ActivityRecorder(),
            Clock.systemUTC(),
            Tracing.OFF,
            new FailureLogs(System::nanoTime));
    deploy(ingest);
    proxy = new CountingProxy(ingest.port());
    deploy(proxy);
  }

  private void deploy(Deployable verticle) {
    response(vertx.deployVerticle(verticle).toCompletionStage());
  }

  @AfterEach
  void stop() {
    response(vertx.close().toCompletionStage());
    queue.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void every_event_is_accepted_once_and_nothing_is_sent_again(boolean gzip) {
    List<String> sent = send(gzip);
    await().atMost(LIMIT).until(() -> outcomes.total() == sent.size());

    assertThat(outcomes.failures).isEmpty();
    assertThat(outcomes.successes).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(proxy.exchanges())
        .hasSizeBetween(sent.size() / BATCH, 2 * sent.size() / BATCH)
        .allSatisfy(
            exchange ->
                assertThat(exchange)
                    .isEqualTo(
                        new Exchange(
                            "/v1/import/", gzip ? "gzip" : null, 200, "{\"success\":true}")));
    assertThat(queued()).containsExactlyInAnyOrderElementsOf(sent);
    QueueStats.Totals totals = response(queue.stats(source)).totals();
    assertThat(totals.enqueued()).isEqualTo(sent.size());
    assertThat(totals.duplicates()).isZero();
    System.out.printf(
        "gzip %-5s  sent %d  accepted %d  repeated %d  requests %d%n",
        gzip, sent.size(), totals.enqueued(), totals.duplicates(), proxy.exchanges().size());
  }

  @Test
  void a_batch_sent_again_because_its_response_was_lost_counts_once() {
    proxy.lose(1);
    List<String> sent = send(false);
    await().atMost(LIMIT).until(() -> outcomes.total() == sent.size());

    assertThat(outcomes.failures).isEmpty();
    assertThat(queued()).containsExactlyInAnyOrderElementsOf(sent);
    QueueStats.Totals totals = response(queue.stats(source)).totals();
    assertThat(totals.enqueued()).isEqualTo(sent.size());
    assertThat(totals.duplicates()).isPositive();
    System.out.printf(
        "answer lost  sent %d  accepted %d  repeated %d  requests %d%n",
        sent.size(), totals.enqueued(), totals.duplicates(), proxy.exchanges().size());
  }

  private static OkHttpClient client(boolean gzip) {
    return gzip
        ? new OkHttpClient.Builder().addInterceptor(new Gzip()).build()
        : new OkHttpClient();
  }

  /** One event of each type and many tracks; their message ids. */
  private List<String> send(boolean gzip) {
    var analytics =
        Analytics.builder("write-key")
            .endpoint("http://127.0.0.1:" + proxy.port())
            .client(client(gzip))
            .flushQueueSize(BATCH)
            .flushInterval(1, TimeUnit.SECONDS)
            .callback(outcomes)
            .build();
    List<MessageBuilder<?, ?>> messages = new ArrayList<>();
    messages.add(
        IdentifyMessage.builder()
            .userId("ada")
            .traits(Map.of("email", "ada@example.com", "name", "Ada Lövelace")));
    messages.add(GroupMessage.builder("analysts").userId("ada").traits(Map.of("seats", 3)));
    messages.add(PageMessage.builder("Home").userId("ada").properties(Map.of("path", "/")));
    messages.add(ScreenMessage.builder("Start").userId("ada"));
    messages.add(AliasMessage.builder("anonymous-1").userId("ada"));
    for (int i = 0; i < TRACKS; i++) {
      messages.add(
          TrackMessage.builder("Order Completed")
              .userId("user-" + i % 7)
              .properties(Map.of("number", i, "total", 12.5)));
    }
    List<String> ids = new ArrayList<>();
    for (MessageBuilder<?, ?> message : messages) {
      String id = UUID.randomUUID().toString();
      ids.add(id);
      message.messageId(id);
      analytics.enqueue(message);
    }
    analytics.flush();
    await().atMost(LIMIT).until(() -> outcomes.total() == ids.size());
    analytics.shutdown();
    return ids;
  }

  /** The message ids of all queued events. */
  private List<String> queued() {
    List<String> ids = new ArrayList<>();
    for (ClaimedUser user : response(queue.claim(source, 0, 100, true)).users()) {
      assertThat(user.entries()).as("a claim holds all of a user").hasSizeLessThan(10);
      user.entries().forEach(entry -> ids.add(EventCodec.decode(entry).messageId()));
    }
    return ids;
  }

  private static <T> T response(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The results that the library reports for each message. */
  private static final class Outcomes implements Callback {
    final List<String> successes = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();

    @Override
    public void success(Message message) {
      successes.add(message.messageId());
    }

    @Override
    public void failure(Message message, Throwable failure) {
      failures.add(message.messageId() + ": " + failure);
    }

    int total() {
      return successes.size() + failures.size();
    }
  }

  /**
   * Compresses bodies as the library's manual shows, because the library does not do it by itself.
   */
  private static final class Gzip implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      Request request = chain.request();
      RequestBody plain = request.body();
      if (plain == null) {
        return chain.proceed(request);
      }
      var packed =
          new RequestBody() {
            @Override
            public MediaType contentType() {
              return plain.contentType();
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
              try (BufferedSink gzip = Okio.buffer(new GzipSink(sink))) {
                plain.writeTo(gzip);
              }
            }
          };
      return chain.proceed(
          request
              .newBuilder()
              .header("Content-Encoding", "gzip")
              .method(request.method(), packed)
              .build());
    }
  }
}
