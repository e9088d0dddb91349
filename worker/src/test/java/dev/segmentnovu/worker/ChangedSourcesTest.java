package dev.segmentnovu.worker;

import static dev.segmentnovu.worker.testing.ScriptedConsumer.user;
import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker whose sources change while it works. */
final class ChangedSourcesTest {

  private static final String FIRST = "first";
  private static final String SECOND = "second";

  private final String name = "c" + UUID.randomUUID().toString().replace("-", "");
  private final AtomicInteger ids = new AtomicInteger();
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RedisEventQueue queue =
      RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
  private ScriptedNovu novu;
  private WorkerVerticle worker;

  @BeforeEach
  void start() {
    novu = new ScriptedNovu(Vertx.vertx());
    worker = worker(source(name, "key", FIRST), queue, registry, Clock.systemUTC());
    get(vertx.deployVerticle(worker).toCompletionStage());
  }

  private static WorkerVerticle worker(
      RelayConfig.Source source, EventConsumer consumer, SimpleMeterRegistry metrics, Clock clock) {
    return new WorkerVerticle(
        Configs.defaults().queue(),
        List.of(source),
        consumer,
        new WorkerMeters(metrics),
        clock,
        RandomGenerator.of("SplittableRandom"));
  }

  @AfterEach
  void stop() {
    get(vertx.close().toCompletionStage());
    queue.close();
    novu.close();
  }

  @Test
  void an_event_in_flight_keeps_its_configuration_and_the_next_follows_the_new_one() {
    // the change arrives while the first of three claimed events is in flight
    novu.script(
        request -> {
          if (request.json().at("/payload/n").asInt() == 1) {
            serve(source(name, "key", SECOND));
          }
          return AS_NOVU;
        });
    get(
        queue.enqueue(
            name,
            List.of(event("u", "m1", "E", 1), event("u", "m2", "E", 2), event("u", "m3", "E", 3))));

    await().until(() -> delivered(name) == 3);
    assertThat(novu.received)
        .extracting(request -> request.json().path("name").asText())
        .containsExactly(FIRST, SECOND, SECOND);
    assertThat(novu.received)
        .extracting(request -> request.json().at("/payload/n").asInt())
        .containsExactly(1, 2, 3);
  }

  @Test
  void a_new_api_key_ends_the_suspension_of_the_old_one_for_all_users() {
    novu.script(
        request ->
            "ApiKey right".equals(request.headers().get("Authorization"))
                ? AS_NOVU
                : response(401, "{}"));
    enqueue(name, "u", 1);
    await().until(() -> held() == 1);

    serve(source(name, "right", FIRST));

    await().atMost(Duration.ofSeconds(10)).until(() -> held() == 0);
    enqueue(name, "v", 2);
    await().atMost(Duration.ofSeconds(10)).until(() -> delivered(name) == 2);
  }

  /** The call that got the 429, and the queued call, belong to different schedulers. */
  @Test
  void a_rate_limit_postpones_the_queued_calls_though_the_concurrency_changed() {
    var due = new ConcurrentLinkedQueue<>(List.of(user(0, "u", null, 1)));
    var scripted =
        new ScriptedConsumer(
            1,
            (shard, users) -> Stream.ofNullable(due.poll()).toList(),
            settlement -> SettleResult.APPLIED);
    Sources web = builder("web", "key", FIRST, "User Registered");
    var own = new SimpleMeterRegistry();
    WorkerVerticle other = worker(web.build(), scripted, own, ScriptedConsumer.CLOCK);
    novu.script(
        request -> {
          if (request.json().at("/payload/n").asInt() > 1) {
            return AS_NOVU;
          }
          due.addAll(List.of(user(0, "v", null, 2), user(0, "w", null, 3)));
          get(other.serve(List.of(web.concurrency(1, 1).build())).toCompletionStage());
          // the call for v is in flight, and the call for w waits for the only call slot
          await().until(() -> own.get("relay.worker.users.claimed").gauge().value() == 3);
          return response(429, "{}", Map.of("Retry-After", "60"));
        });
    get(vertx.deployVerticle(other).toCompletionStage());

    await().until(() -> scripted.settlements.size() == 3);
    assertThat(novu.received)
        .extracting(request -> request.json().at("/payload/n").asInt())
        .containsExactly(1, 2);
  }

  @Test
  void sources_can_be_added_and_removed() {
    String other = name + "b";
    enqueue(other, "u", 1);
    serve(source(name, "key", FIRST), source(other, "key", FIRST));
    await().until(() -> delivered(other) == 1);

    serve(source(name, "key", FIRST));
    enqueue(other, "u", 2);
    enqueue(name, "u", 3);
    await().until(() -> delivered(name) == 1);
    assertThat(get(queue.stats(other)).depth()).isEqualTo(1);

    serve(source(name, "key", FIRST), source(other, "key", SECOND));
    await().until(() -> delivered(other) == 2);
  }

  /** A failure shrinks the limit after the gauge stopped counting it. */
  @Test
  void a_removed_source_leaves_no_trace_in_the_gauges() {
    novu.script(
        request -> {
          serve();
          return response(500, "{}");
        });
    assertThat(concurrency()).isPositive();

    enqueue(name, "u", 1);

    await().until(() -> novu.received.size() == 1 && get(queue.stats(name)).claimed() == 0);
    assertThat(concurrency()).isZero();
  }

  @Test
  void the_dead_letter_of_an_event_without_order_names_its_user_and_can_be_replayed() {
    enqueue(name, OrderingKey.alone("u", "m1"), "m1", "Nobody Listens", 1);
    DeadLetters letters = queue.operators().deadLetters(List.of(name));
    var all = new DeadLetters.Filter(name, null, "u", null, null, null);
    await().until(() -> get(letters.list(all, null, 10)).total() == 1);
    DeadLetter letter = get(letters.list(all, null, 10)).items().get(0);
    assertThat(letter.userId()).isEqualTo("u");

    serve(source(name, "key", FIRST, "Nobody Listens"));
    DeadLetters.Whole whole = get(letters.find(letter.id())).orElseThrow();
    get(letters.replay(letter.id(), DeadLetters.Position.TAIL, whole.entry()));
    await().until(() -> delivered(name) == 1);
  }

  @Test
  void the_dead_letter_of_a_user_whose_id_ends_like_a_message_id_is_replayed_to_that_user() {
    novu.script(request -> response(422, "{}"));
    enqueue(name, "alice#m77", "m77", "E", 1);
    DeadLetters letters = queue.operators().deadLetters(List.of(name));
    var all = new DeadLetters.Filter(name, null, null, null, null, null);
    await().until(() -> get(letters.list(all, null, 10)).total() == 1);
    DeadLetter letter = get(letters.list(all, null, 10)).items().get(0);
    assertThat(letter.userId()).isEqualTo("alice#m77");

    get(vertx.undeploy(worker.deploymentID()).toCompletionStage());
    DeadLetters.Whole whole = get(letters.find(letter.id())).orElseThrow();
    get(letters.replay(letter.id(), DeadLetters.Position.TAIL, whole.entry()));
    assertThat(get(queue.claim(name, 0, 10, true)).users())
        .extracting(ClaimedUser::orderingKey)
        .containsExactly("alice#m77");
  }

  /** Returns when the change is effective, so that a later response of Novu follows it. */
  private void serve(RelayConfig.Source... sources) {
    get(worker.serve(List.of(sources)).toCompletionStage());
  }

  private RelayConfig.Source source(String source, String key, String workflow) {
    return source(source, key, workflow, "E");
  }

  private RelayConfig.Source source(String source, String key, String workflow, String event) {
    return builder(source, key, workflow, event).build();
  }

  private Sources builder(String source, String key, String workflow, String event) {
    return Sources.source(source)
        .novu(novu.url(), key)
        .timeout(Duration.ofSeconds(5))
        .workflow(event, workflow);
  }

  private void enqueue(String source, String user, int n) {
    enqueue(source, user, "m" + ids.incrementAndGet(), "E", n);
  }

  private void enqueue(String source, String key, String id, String event, int n) {
    get(queue.enqueue(source, List.of(event(key, id, event, n))));
  }

  private static NewEvent event(String key, String id, String event, int n) {
    String body =
        """
        {"userId":"%s","event":"%s","properties":{"n":%d}}\
        """
            .formatted(OrderingKey.userId(key), event, n);
    StoredEvent stored =
        Events.of(EventType.TRACK, body).messageId(id).receivedAt(Instant.now()).stored();
    return new NewEvent(key, id, EventCodec.encode(stored));
  }

  private long delivered(String source) {
    return get(queue.stats(source)).totals().delivered();
  }

  private double concurrency() {
    return registry.get("relay.worker.concurrency.limit").tag("source", name).gauge().value();
  }

  private double held() {
    return registry.get(Metrics.PAUSED).tag("source", name).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
