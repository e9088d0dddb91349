package dev.segmentnovu.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.DeadLetters;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.FakeNovu;
import dev.segmentnovu.worker.testing.FakeNovu.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WorkerVerticleTest {

  private static final RelayConfig.Retry QUICK =
      new RelayConfig.Retry(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(1));

  private final String name = "w" + UUID.randomUUID().toString().replace("-", "");
  private final AtomicInteger ids = new AtomicInteger();
  private final Vertx vertx = Vertx.vertx();
  private FakeNovu novu;
  private RedisEventQueue queue;
  private RelayConfig.Queue config;
  private String worker = "";

  @BeforeEach
  void open() {
    novu = new FakeNovu(Vertx.vertx());
    config = queueConfig(Duration.ofSeconds(30));
    queue = RedisEventQueue.connect(TestRedis.redis(), config);
  }

  @AfterEach
  void close() {
    get(vertx.close().toCompletionStage());
    queue.close();
    novu.close();
  }

  @Test
  void an_identify_and_a_track_reach_novu_in_order() {
    novu.script(
        request -> request.method().equals("GET") ? Answer.of(404, "{}") : FakeNovu.PROCESSED);
    start(QUICK);
    enqueue(EventType.IDENTIFY, "u1", "{'userId':'u1','traits':{'email':'a@b.co','plan':'x'}}");
    track("u1", "User Registered", "{'n':1e-7}");

    await().until(() -> stats().totals().delivered() == 2);
    assertThat(novu.received)
        .extracting(FakeNovu.Received::line)
        .containsExactly(
            "GET /v2/subscribers/u1", "POST /v2/subscribers", "POST /v1/events/trigger");
    FakeNovu.Received trigger = novu.received.get(2);
    assertThat(trigger.headers())
        .containsEntry("Authorization", "ApiKey secret-1")
        .containsEntry("Content-Type", "application/json")
        .containsKey("Idempotency-Key");
    assertThat(trigger.body())
        .isEqualTo(
            "{\"name\":\"welcome\",\"to\":{\"subscriberId\":\"u1\"},\"payload\":{\"n\":1E-7},"
                + "\"transactionId\":\""
                + name
                + ":m2:welcome\"}");
  }

  @Test
  void a_failing_event_is_retried_and_keeps_its_place() {
    Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
    FakeNovu.Script busy =
        part -> {
          String n = part.json().at("/payload/n").asText();
          int attempt = tries.computeIfAbsent(n, k -> new AtomicInteger()).incrementAndGet();
          return n.equals("1") && attempt < 4
              ? Answer.of(503, "{\"message\":\"busy\"}")
              : FakeNovu.PROCESSED;
        };
    // the other user's event may go along with any
    novu.script(request -> FakeNovu.each(request, busy));
    start(QUICK);
    for (int n = 0; n < 5; n++) {
      track("u", "User Registered", "{'n':" + n + "}");
    }
    track("other", "User Registered", "{'n':99}");

    await().until(() -> stats().totals().delivered() == 6);
    List<String> order = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> transactions = new ArrayList<>();
    for (FakeNovu.Received request :
        novu.received.stream().flatMap(each -> each.parts().stream()).toList()) {
      String n = request.json().at("/payload/n").asText();
      if (!n.equals("99")) {
        order.add(n);
      }
      if (n.equals("1")) {
        keys.add(request.headers().get("Idempotency-Key"));
        transactions.add(request.json().at("/transactionId").asText());
      }
    }
    assertThat(order).containsExactly("0", "1", "1", "1", "1", "2", "3", "4");
    assertThat(keys).as("Novu keeps errors under a key").doesNotHaveDuplicates();
    assertThat(transactions.stream().distinct()).hasSize(1);
  }

  @Test
  void a_refused_event_becomes_a_dead_letter_with_novus_message_and_the_next_is_delivered() {
    novu.script(
        request ->
            request.json().at("/payload/n").asInt() == 1
                ? Answer.of(422, "{\"message\":\"workflow_not_found\"}")
                : FakeNovu.PROCESSED);
    start(QUICK);
    track("u", "User Registered", "{'n':1}");
    track("u", "User Registered", "{'n':2}");
    track("u", "Never Mapped", "{}");
    enqueueRaw("u", "no entry of ours");

    await().until(() -> stats().depth() == 0);
    List<DeadLetter> letters =
        get(queue
                .deadLetters(List.of(name))
                .list(new DeadLetters.Filter(null, null, null, null, null, null), null, 10))
            .items();
    assertThat(letters)
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder("rejected", "unmapped", "undecodable");
    DeadLetter rejected = letter(letters, "rejected");
    assertThat(rejected.message()).contains("workflow_not_found");
    assertThat(rejected.status()).isEqualTo(422);
    assertThat(rejected.attempts()).isEqualTo(1);
    assertThat(rejected.event()).isEqualTo("User Registered");
    assertThat(letter(letters, "unmapped").message())
        .isEqualTo("No workflow mapped for event: \"Never Mapped\"");
    var whole = get(queue.deadLetters(List.of(name)).find(rejected.id())).orElseThrow();
    assertThat(whole.deadLetter().details().at("/request/path").asText())
        .isEqualTo("/v1/events/trigger");
    assertThat(whole.deadLetter().details().at("/response/status").asInt()).isEqualTo(422);
    assertThat(whole.deadLetter().details().at("/history")).hasSize(1);
    assertThat(whole.deadLetter().details().toString()).doesNotContain("secret-1");
    assertThat(stats().totals().delivered()).isEqualTo(1);
  }

  @Test
  void a_refused_event_of_the_greatest_depth_becomes_a_dead_letter_and_stops_no_other_user() {
    novu.script(
        request ->
            request.body().contains("deep")
                ? Answer.of(422, "{\"message\":\"too deep\"}")
                : FakeNovu.PROCESSED);
    start(QUICK);
    int depth = 998;
    track("u", "User Registered", "{'a':".repeat(depth) + "'deep'" + "}".repeat(depth));
    track("other", "User Registered", "{}");

    await().until(() -> stats().dead() == 1 && stats().totals().delivered() == 1);
    DeadLetter letter =
        get(queue
                .deadLetters(List.of(name))
                .list(new DeadLetters.Filter(null, null, null, null, null, null), null, 10))
            .items()
            .get(0);
    assertThat(letter.reason()).isEqualTo("rejected");
  }

  @Test
  void an_event_that_fails_throughout_its_retry_window_becomes_a_dead_letter() {
    novu.script(request -> Answer.of(500, "{\"message\":\"boom\"}"));
    start(
        new RelayConfig.Retry(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(100)));
    track("u", "User Registered", "{}");

    await().until(() -> stats().dead() == 1);
    DeadLetter letter =
        get(queue
                .deadLetters(List.of(name))
                .list(new DeadLetters.Filter(null, null, null, null, null, null), null, 10))
            .items()
            .get(0);
    assertThat(letter.reason()).isEqualTo("exhausted");
    assertThat(letter.attempts()).isGreaterThan(1);
    assertThat(letter.message()).contains("boom").contains("Given up after");
    assertThat(letter.firstAttemptAt()).isNotNull();
  }

  @Test
  void a_rate_limit_pauses_the_source_and_costs_no_attempt() {
    var calls = new AtomicInteger();
    novu.script(
        request ->
            calls.incrementAndGet() == 1
                ? new Answer(429, "{\"message\":\"slow down\"}", Map.of("Retry-After", "1"))
                : FakeNovu.PROCESSED);
    start(QUICK);
    track("u", "User Registered", "{}");
    await().until(() -> calls.get() == 1);
    track("v", "User Registered", "{}");

    await().until(() -> stats().totals().delivered() == 2);
    assertThat(calls.get()).isEqualTo(3);
    assertThat(stats().dead()).isZero();
  }

  @Test
  void a_rate_limit_seen_by_one_worker_pauses_the_other_too() {
    List<Long> calls = new java.util.concurrent.CopyOnWriteArrayList<>();
    novu.script(
        request -> {
          calls.add(System.nanoTime());
          return calls.size() == 1
              ? new Answer(429, "{\"message\":\"slow down\"}", Map.of("Retry-After", "2"))
              : FakeNovu.each(request, part -> FakeNovu.PROCESSED);
        });
    List<PauseSignals.Signal> signals = new java.util.concurrent.CopyOnWriteArrayList<>();
    queue.pauseSignals().onSignal(name, signals::add);
    await("it listens")
        .until(
            () -> {
              queue.pauseSignals().announce(name, PauseSignals.Signal.open("0123456789abcdef"));
              return !signals.isEmpty();
            });
    start(QUICK);
    start(QUICK);
    track("u", "User Registered", "{}");
    await()
        .until(
            () ->
                signals.stream()
                    .anyMatch(
                        signal ->
                            signal.status() == 429
                                && signal.pause().equals(Duration.ofSeconds(2))));
    for (int i = 0; i < 20; i++) {
      track("v" + i, "User Registered", "{}");
    }

    await().until(() -> stats().totals().delivered() == 21);
    long over = calls.get(0) + TimeUnit.SECONDS.toNanos(2);
    assertThat(calls.stream().filter(at -> at - over < 0)).as("calls in the hold").hasSize(1);
    assertThat(stats().dead()).isZero();
  }

  @Test
  void a_refused_api_key_suspends_the_source_and_costs_no_event() {
    novu.script(request -> Answer.of(401, "{\"message\":\"API Key not found\"}"));
    start(QUICK);
    for (int i = 0; i < 20; i++) {
      track("u" + i, "User Registered", "{}");
    }

    await().until(() -> !novu.received.isEmpty());
    await().until(() -> stats().claimed() == 0);
    assertThat(stats().depth()).isEqualTo(20);
    assertThat(stats().dead()).isZero();
    assertThat(novu.received).hasSizeLessThanOrEqualTo(20);
  }

  /** Nothing was done for any of them; the probe that ends the hold goes alone. */
  @Test
  void the_calls_of_a_batch_that_got_a_429_are_sent_as_a_batch_again() {
    List<String> held = new java.util.concurrent.CopyOnWriteArrayList<>();
    novu.script(
        request -> {
          if (request.path().endsWith("/bulk") && held.isEmpty()) {
            request.parts().forEach(part -> held.add(part.json().path("transactionId").asText()));
            return new Answer(429, "{}", Map.of("Retry-After", "1"));
          }
          return FakeNovu.each(request, part -> FakeNovu.PROCESSED);
        });
    get(
        queue.enqueue(
            name,
            java.util.stream.IntStream.range(0, 60)
                .mapToObj(i -> event("u" + i, "m" + i))
                .toList()));
    start(QUICK);

    await().until(() -> stats().totals().delivered() == 60);
    assertThat(held).hasSizeGreaterThan(5);
    List<String> alone =
        novu.received.stream()
            .filter(request -> !request.path().endsWith("/bulk"))
            .map(request -> request.json().path("transactionId").asText())
            .filter(held::contains)
            .toList();
    assertThat(alone).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void draining_finishes_calls_in_flight_and_gives_the_other_users_back() {
    novu.script(request -> null);
    start(QUICK);
    track("u", "User Registered", "{'n':1}");
    track("u", "User Registered", "{'n':2}");
    await().until(() -> novu.received.size() == 1);

    var stopped = vertx.undeploy(worker);
    // the call in flight is answered only now
    assertThat(stopped.isComplete()).isFalse();
    get(stopped.toCompletionStage());

    QueueStats stats = stats();
    assertThat(stats.depth()).isEqualTo(2);
    assertThat(stats.claimed()).isZero();
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void the_users_of_a_dead_worker_are_claimed_when_its_lease_ends() {
    var dead = RedisEventQueue.connect(TestRedis.redis(), queueConfig(Duration.ofMillis(300)));
    track("u", "User Registered", "{}");
    assertThat(get(dead.claim(name, 0, 1, true)).users()).hasSize(1);
    dead.close();

    start(QUICK);

    await().until(() -> stats().totals().delivered() == 1);
  }

  @Test
  void page_alias_and_opted_out_events_are_skipped() {
    start(QUICK);
    enqueue(EventType.PAGE, "u", "{'userId':'u'}");
    enqueue(EventType.ALIAS, "u", "{'userId':'u','previousId':'p'}");
    enqueue(
        EventType.TRACK,
        "u",
        "{'userId':'u','event':'User Registered','integrations':{'All':false}}");

    await().until(() -> stats().totals().skipped() == 3);
    assertThat(novu.received).isEmpty();
  }

  private void start(RelayConfig.Retry retry) {
    var source =
        Sources.of(
            name,
            List.of(),
            List.of(),
            new RelayConfig.Novu(novu.url(), new Secret("secret-1"), Duration.ofSeconds(2)),
            Mappings.of(Map.of("User Registered", "welcome")),
            retry);
    worker =
        get(
            vertx
                .deployVerticle(
                    new WorkerVerticle(
                        config,
                        List.of(source),
                        queue,
                        new WorkerMeters(new SimpleMeterRegistry()),
                        Clock.systemUTC(),
                        RandomGenerator.of("SplittableRandom")))
                .toCompletionStage());
  }

  private void track(String user, String event, String properties) {
    enqueue(
        EventType.TRACK,
        user,
        "{'userId':'" + user + "','event':'" + event + "','properties':" + properties + "}");
  }

  private void enqueue(EventType type, String user, String body) {
    String id = "m" + ids.incrementAndGet();
    StoredEvent stored = Events.of(type, body).messageId(id).receivedAt(Instant.now()).stored();
    assertThat(get(queue.enqueue(name, List.of(new NewEvent(user, id, EventCodec.encode(stored))))))
        .isEqualTo(new EnqueueResult.Accepted(0));
  }

  private static NewEvent event(String user, String id) {
    String body = "{\"userId\":\"" + user + "\",\"event\":\"User Registered\",\"properties\":{}}";
    StoredEvent stored =
        Events.of(EventType.TRACK, body).messageId(id).receivedAt(Instant.now()).stored();
    return new NewEvent(user, id, EventCodec.encode(stored));
  }

  private void enqueueRaw(String user, String entry) {
    get(queue.enqueue(name, List.of(new NewEvent(user, "raw", entry.getBytes(UTF_8)))));
  }

  private QueueStats stats() {
    return get(queue.stats(name));
  }

  private static DeadLetter letter(List<DeadLetter> letters, String reason) {
    return letters.stream().filter(l -> l.reason().equals(reason)).findFirst().orElseThrow();
  }

  private static RelayConfig.Queue queueConfig(Duration lease) {
    return new RelayConfig.Queue(
        1,
        lease,
        Duration.ofHours(1),
        10,
        5,
        Configs.defaults().queue().failures(),
        Configs.defaults().queue().unmapped(),
        Duration.ofDays(7),
        Duration.ofMillis(100));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
