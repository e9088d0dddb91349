package dev.segmentnovu.worker.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.worker.calls.queue.AttemptDeadline;
import dev.segmentnovu.worker.calls.queue.ReadyCalls;
import dev.segmentnovu.worker.health.IdempotencyWatch;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.RateLimit;
import dev.segmentnovu.worker.novu.ResponseHead;
import dev.segmentnovu.worker.testing.OnLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A scheduler with a scripted budget and a scripted transport. */
final class SchedulerFixture implements AutoCloseable {

  static final Duration LONG = Duration.ofMinutes(1);
  static final NovuCall TRIGGER = new NovuCall("POST", "/v1/events/trigger", null);
  static final NovuCall SUBSCRIBER = new NovuCall("PATCH", "/v2/subscribers/u", null);

  private static final Duration TOOK = Duration.ofMillis(5);

  /** A call or a batch that was sent and that the test has not completed yet. */
  record Sent(ReadyCalls ready, Promise<Transport.Result> result) {

    /** The ids of the calls. */
    List<String> ids() {
      return ready.calls().stream().map(call -> id(call.call())).toList();
    }

    long token() {
      return ready.permit().token();
    }
  }

  /** A limit that the test sets, and that records the calls that ended. */
  private final class RecordingLimit extends ConcurrencyLimit {
    RecordingLimit() {
      super(1, 1_000);
    }

    @Override
    public int current() {
      return limit;
    }

    @Override
    public void ended(@Nullable Duration took, boolean failed, boolean full) {
      samples.add(failed ? "failed" : "well");
      fullness.add(full);
    }
  }

  final Vertx vertx = Vertx.vertx();
  final Context context = vertx.getOrCreateContext();
  final List<Ask> asks = new CopyOnWriteArrayList<>();
  final List<CompletableFuture<Grant>> grants = new CopyOnWriteArrayList<>();
  final List<Sent> sent = new CopyOnWriteArrayList<>();
  final List<String> samples = new CopyOnWriteArrayList<>();
  final List<Boolean> fullness = new CopyOnWriteArrayList<>();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final CapacitySignal room = new CapacitySignal();

  /** Whether each call is completed as soon as it is sent. */
  volatile boolean respondsAtOnce;

  /** How many calls may be in flight. */
  volatile int limit = 1_000;

  CallScheduler scheduler = scheduler(Map.of());

  CallScheduler scheduler(Map<String, Double> ceilings) {
    var meters = new WorkerMeters(registry).source("web");
    return new CallScheduler(
        context,
        "web",
        (source, ask) -> {
          asks.add(ask);
          grants.add(new CompletableFuture<>());
          return grants.get(grants.size() - 1);
        },
        new Transport() {
          @Override
          public @Nullable BatchKind batchKind(NovuCall call) {
            return call.batchKind();
          }

          @Override
          public Future<Transport.Result> send(ReadyCalls ready) {
            var one = new Sent(ready, Promise.promise());
            sent.add(one);
            if (respondsAtOnce) {
              one.result().complete(result(one, ResponseHead.of(200)));
            }
            return one.result().future();
          }
        },
        new RecordingLimit(),
        ceilings,
        new IdempotencyWatch(
            "web", "novu", meters, (source, honoured) -> CompletableFuture.completedFuture(null)),
        meters,
        room,
        System::nanoTime,
        RandomGenerator.of("SplittableRandom"));
  }

  /** Submits a call. */
  Future<CallOutcome> submit(NovuCall call, Duration patience) {
    Promise<CallOutcome> outcome = Promise.promise();
    onLoop(() -> submitNow(call, patience).onComplete(outcome));
    return outcome.future();
  }

  /** Submits a call in the present turn of the event loop. */
  Future<CallOutcome> submitNow(NovuCall call, Duration patience) {
    var deadline = new AttemptDeadline(System::nanoTime, LONG, patience);
    return scheduler.submit(call, new Attempt("web:u:m", 0, 0, 0, true), deadline);
  }

  /** Waits until a call is sent, and returns what was sent. */
  Sent sentWith(NovuCall call) {
    await().until(() -> find(call).isPresent());
    return find(call).orElseThrow();
  }

  boolean isSent(NovuCall call) {
    onLoop(() -> {});
    return find(call).isPresent();
  }

  private Optional<Sent> find(NovuCall call) {
    return sent.stream()
        .filter(each -> each.ready().calls().stream().anyMatch(queued -> queued.call() == call))
        .findFirst();
  }

  /** Submits a call and completes it: the scheduler learns from the response. */
  void learn(NovuCall call, int status, @Nullable RateLimit rateLimit) {
    NovuCall copy = copy(call);
    var unused = submit(copy, LONG);
    respond(sentWith(copy), status, rateLimit);
  }

  /** Lets a response say whether Novu limits the calls of a category. */
  void learnUnlimited(NovuCall call) {
    learn(call, 200, null);
  }

  void learnLimit(String category, int limitNow, int remaining) {
    learn(TRIGGER, 201, limitOf(category, limitNow, remaining));
  }

  static RateLimit limitOf(String category, int limit, int remaining) {
    return new RateLimit(category, limit, Duration.ofSeconds(5), limit + limit / 10, remaining, 4);
  }

  void respond(Sent to, int status, @Nullable RateLimit rateLimit) {
    complete(to, new ResponseHead(status, null, false, false, true, rateLimit));
  }

  /** Completes a call or a batch; null for no response. */
  void complete(Sent to, @Nullable ResponseHead head) {
    onLoop(() -> to.result().complete(result(to, head)));
    sent.remove(to);
  }

  private static Transport.Result result(Sent to, @Nullable ResponseHead head) {
    List<Optional<CallOutcome>> outcomes =
        to.ready().calls().stream()
            .map(
                call ->
                    Optional.of(new CallOutcome(new DeliveryResult.Delivered(), call.call(), null)))
            .toList();
    return new Transport.Result(TOOK, head, outcomes);
  }

  /** A call that is equal to no other call. */
  private static NovuCall copy(NovuCall call) {
    return new NovuCall(call.method(), call.path(), null);
  }

  static NovuCall change(String id) {
    return new NovuCall("PATCH", "/v2/subscribers/" + id, EventCodec.JSON.createObjectNode());
  }

  static NovuCall trigger(String id, int bytes) {
    ObjectNode body = EventCodec.JSON.createObjectNode().put("name", id);
    return new NovuCall("POST", "/v1/events/trigger", body.put("padding", "x".repeat(bytes)));
  }

  /** A call that can join no batch. */
  static NovuCall read(String id) {
    return new NovuCall("GET", "/v2/subscribers/" + id, null);
  }

  private static String id(NovuCall call) {
    var body = call.body();
    return body == null || !body.has("name")
        ? call.path().substring(call.path().lastIndexOf('/') + 1)
        : body.path("name").asText();
  }

  static Grant granted(int tokens, Duration next, long last) {
    return new Grant(tokens, next, last, BatchGrant.NONE);
  }

  Ask asked(int index) {
    await().until(() -> asks.size() > index);
    return asks.get(index);
  }

  Ask lastAsk() {
    return asks.get(asks.size() - 1);
  }

  /** Grants the latest request for tokens, if it was not granted. */
  void grant(Grant grant) {
    grants.get(grants.size() - 1).complete(grant);
  }

  /** Returns when a request for tokens waits for its grant. */
  void awaitAsk() {
    await().until(() -> asks.size() > grants.stream().filter(CompletableFuture::isDone).count());
  }

  static void assertPostponed(Future<CallOutcome> call, Duration delay) {
    assertThat(OnLoop.result(call).result()).isEqualTo(new DeliveryResult.Postponed(delay));
  }

  static Duration delay(Future<CallOutcome> call) {
    return ((DeliveryResult.Postponed) OnLoop.result(call).result()).delay();
  }

  <T> T on(Supplier<T> step) {
    return OnLoop.get(context, step);
  }

  /** Returns when the step and the tasks that it queued on the event loop are done. */
  void onLoop(Runnable step) {
    for (Runnable each : List.<Runnable>of(step, () -> {})) {
      boolean unused =
          on(
              () -> {
                each.run();
                return true;
              });
    }
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
