package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.testing.Quoted.json;
import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.HANG;
import static dev.segmentnovu.worker.testing.ScriptedNovu.RESET;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.queue.AttemptDeadline;
import dev.segmentnovu.worker.calls.queue.ReadyCalls;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.ResponseHead;
import dev.segmentnovu.worker.novu.http.NovuHttp;
import dev.segmentnovu.worker.testing.OnLoop;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three attempts whose calls are sent as a batch. */
final class BatchedCallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedNovu novu = new ScriptedNovu(vertx);
  private Duration timeout = Duration.ofSeconds(10);

  private @Nullable NovuClient client;

  @AfterEach
  void close() {
    novu.close();
  }

  @Test
  void triggers_are_sent_as_a_batch_each_with_its_payload() {
    assertThat(triggers("a", "b", "c")).allSatisfy(BatchedCallsTest::isDelivered);
    assertThat(lines()).containsExactly("POST /v1/events/trigger/bulk");
    assertThat(novu.received.get(0).json().path("events"))
        .hasSize(3)
        .first()
        .isEqualTo(
            json("{'name':'w','to':{'subscriberId':'u-a'},'payload':{},'transactionId':'t-a'}"));
    assertThat(novu.received.get(0).headers()).containsKey("Idempotency-Key");
  }

  @Test
  void subscribers_are_sent_as_a_batch_that_leaves_their_data_unchanged() throws Exception {
    novu.store("{'subscriberId':'b','data':{'plan':'pro'}}");
    assertThat(identifies("a", "b", "c")).allSatisfy(BatchedCallsTest::isDelivered);
    assertThat(lines()).containsExactly("POST /v1/subscribers/bulk");
    assertThat(novu.received.get(0).json())
        .isEqualTo(
            json(
                "{'subscribers':[{'subscriberId':'a','firstName':'N'},"
                    + "{'subscriberId':'b','firstName':'N'},{'subscriberId':'c','firstName':'N'}]}"));
    assertThat(novu.subscriber("b").path("data")).isEqualTo(json("{'plan':'pro'}"));
  }

  @Test
  void custom_traits_are_read_one_by_one_and_written_as_a_batch() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      novu.store("{'subscriberId':'" + id + "','data':{'kept':1}}");
    }
    List<CallOutcome> deliveries =
        deliver(
            Stream.of("a", "b", "c")
                .<NovuRequest>map(
                    id ->
                        new NovuRequest.UpsertSubscriber(id, json("{}"), json("{'new':2}"), false))
                .toList());
    assertThat(deliveries).allSatisfy(BatchedCallsTest::isDelivered);
    assertThat(lines()).hasSize(4).last().isEqualTo("POST /v1/subscribers/bulk");
    assertThat(novu.received.get(3).json().at("/subscribers/2"))
        .isEqualTo(json("{'subscriberId':'c','data':{'kept':1,'new':2}}"));
  }

  @Test
  void a_call_that_failed_in_a_batch_is_sent_again_alone_and_has_that_outcome() {
    novu.script(
        request ->
            request.path().endsWith("/bulk")
                ? ScriptedNovu.each(
                    request, part -> part.body().contains("u-b") ? response(422, "{}") : AS_NOVU)
                : response(422, "{\"message\":\"workflow_not_found\"}"));
    List<CallOutcome> deliveries = triggers("a", "b", "c");
    assertThat(deliveries.get(0)).satisfies(BatchedCallsTest::isDelivered);
    assertThat(deliveries.get(2)).satisfies(BatchedCallsTest::isDelivered);
    assertThat(deliveries.get(1).result())
        .isEqualTo(new Rejected(422, "rejected", "Novu answered 422: workflow_not_found"));
    assertThat(lines()).containsExactly("POST /v1/events/trigger/bulk", "POST /v1/events/trigger");
    assertThat(novu.received.get(1).headers().get("Idempotency-Key"))
        .isNotEqualTo(novu.received.get(0).headers().get("Idempotency-Key"));
  }

  @Test
  void if_novu_refuses_a_batch_each_call_is_sent_alone_and_no_batch_for_a_time() {
    novu.script(
        request -> request.path().endsWith("/bulk") ? response(404, "Cannot POST") : AS_NOVU);
    assertThat(triggers("a", "b", "c")).allSatisfy(BatchedCallsTest::isDelivered);
    assertThat(lines()).hasSize(4);
    assertThat(triggers("d", "e", "f")).allSatisfy(BatchedCallsTest::isDelivered);
    assertThat(lines().subList(4, 7)).containsOnly("POST /v1/events/trigger");
  }

  @Test
  void after_a_lost_batch_no_call_is_repeated_at_once() {
    novu.script(request -> RESET);
    assertUnknown(triggers("a", "b", "c"));
  }

  @Test
  void after_a_failed_batch_no_call_is_repeated_at_once() {
    novu.script(request -> response(500, "{\"message\":\"x\"}"));
    List<CallOutcome> deliveries = triggers("a", "b", "c");
    assertUnknown(deliveries);
    assertThat(deliveries.get(0).response()).isNotNull();
    assertThat(deliveries.get(0).call().path())
        .as("as it is alone")
        .isEqualTo("/v1/events/trigger");
  }

  @Test
  void a_batch_that_takes_too_long_is_reset_for_all_its_calls() {
    timeout = Duration.ofMillis(200);
    novu.script(request -> HANG);
    assertUnknown(triggers("a", "b", "c"));
  }

  @Test
  void a_rate_limit_of_a_batch_pauses_all_its_calls() {
    novu.script(request -> response(401, "{\"message\":\"API Key not found\"}"));
    assertThat(triggers("a", "b", "c"))
        .allSatisfy(each -> assertThat(each.result()).isInstanceOf(SourcePaused.class));
    assertThat(lines()).hasSize(1);
  }

  @Test
  void a_call_that_may_have_been_sent_before_is_sent_alone() {
    var again = new Attempt("web:u:again", 0, 0, 0, false);
    assertThat(deliver(List.of(trigger("a")), id -> again))
        .allSatisfy(BatchedCallsTest::isDelivered);
    assertThat(lines()).containsExactly("POST /v1/events/trigger");
  }

  private static void isDelivered(CallOutcome delivery) {
    assertThat(delivery.result()).isEqualTo(new Delivered());
  }

  private void assertUnknown(List<CallOutcome> deliveries) {
    assertThat(lines()).hasSize(1);
    assertThat(deliveries.get(0).batch()).isNotNull();
    assertThat(deliveries)
        .allSatisfy(
            each -> {
              assertThat(each.batch()).isSameAs(deliveries.get(0).batch());
              assertThat(each.result())
                  .isInstanceOfSatisfying(
                      Retryable.class,
                      failure -> {
                        assertThat(failure.key()).isEqualTo(NextKey.REUSE);
                        assertThat(failure.notBefore()).hasSeconds(3);
                      });
            });
  }

  private List<String> lines() {
    return novu.received.stream().map(Received::line).toList();
  }

  private List<CallOutcome> triggers(String... ids) {
    return deliver(Stream.of(ids).map(BatchedCallsTest::trigger).toList());
  }

  private static NovuRequest trigger(String id) {
    return NovuRequest.Trigger.of("u-" + id, "w", json("{}"), "t-" + id);
  }

  private List<CallOutcome> identifies(String... ids) {
    return deliver(
        Stream.of(ids)
            .<NovuRequest>map(
                id ->
                    new NovuRequest.UpsertSubscriber(
                        id, json("{'firstName':'N'}"), json("{}"), false))
            .toList());
  }

  private List<CallOutcome> deliver(List<NovuRequest> requests) {
    return deliver(requests, id -> new Attempt("web:u:" + id, 0, 0, 0, true));
  }

  private List<CallOutcome> deliver(List<NovuRequest> requests, IntFunction<Attempt> attempt) {
    NovuClient known = client == null ? client() : client;
    client = known;
    return OnLoop.get(
        vertx,
        () -> {
          List<Future<CallOutcome>> all = new ArrayList<>();
          for (int i = 0; i < requests.size(); i++) {
            all.add(known.deliver(requests.get(i), attempt.apply(i), PATIENCE));
          }
          return Future.all(all).map(unused -> all.stream().map(Future::result).toList());
        });
  }

  /** A client with one call slot, so that calls are queued; Novu does not limit calls. */
  private NovuClient client() {
    var config = Sources.source("web").novu(novu.url(), "secret").timeout(timeout).novu();
    var http = new NovuHttp(vertx, config, 4, Clock.systemUTC());
    var transport = new LearningTransport(new CallSender(http, System::nanoTime));
    var scheduler = TestClient.scheduler(vertx, config, transport, 1);
    for (NovuCall call : List.of(SchedulerFixture.TRIGGER, SchedulerFixture.SUBSCRIBER)) {
      var deadline = new AttemptDeadline(System::nanoTime, timeout, PATIENCE);
      var attempt = new Attempt("web:u:first", 0, 0, 0, false);
      OnLoop.get(vertx, () -> scheduler.submit(call, attempt, deadline));
    }
    return new NovuClient(http, scheduler, System::nanoTime);
  }

  /** Responds to the first two calls itself, so that the scheduler knows that there is no limit. */
  private static final class LearningTransport implements Transport {
    private final Transport then;
    private int answered;

    LearningTransport(Transport then) {
      this.then = then;
    }

    @Override
    public @Nullable BatchKind batchKind(NovuCall call) {
      return then.batchKind(call);
    }

    @Override
    public Future<Transport.Result> send(ReadyCalls ready) {
      if (answered++ >= 2) {
        return then.send(ready);
      }
      NovuCall call = ready.calls().get(0).call();
      return Future.succeededFuture(
          new Transport.Result(
              Duration.ZERO,
              ResponseHead.of(200),
              List.of(Optional.of(new CallOutcome(new Delivered(), call, null)))));
    }
  }
}
