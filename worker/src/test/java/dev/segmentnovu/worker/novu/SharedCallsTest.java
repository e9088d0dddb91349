package dev.segmentnovu.worker.novu;

import static dev.segmentnovu.worker.Quoted.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.worker.FakeNovu;
import dev.segmentnovu.worker.FakeNovu.Answer;
import dev.segmentnovu.worker.FakeNovu.Received;
import dev.segmentnovu.worker.OnLoop;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three attempts whose calls have their turn together. */
final class SharedCallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private final FakeNovu novu = new FakeNovu(vertx);
  private Duration timeout = Duration.ofSeconds(10);

  /** Has those go together that may, as soon as there are three; the others at once. */
  private final CallPermits gathering =
      new CallPermits() {
        private final List<QueuedCall> waiting = new ArrayList<>();

        @Override
        public void await(QueuedCall call) {
          if (call.bulk() == null) {
            call.go(Permit.AT_ONCE);
            return;
          }
          waiting.add(call);
          if (waiting.size() == 3) {
            List<QueuedCall> together = List.copyOf(waiting);
            waiting.clear();
            QueuedCall.go(together, Permit.AT_ONCE);
          }
        }

        @Override
        public void ended(
            SentCall call, Permit permit, Duration took, @Nullable ResponseHead head) {}
      };

  private @Nullable NovuClient client;

  @AfterEach
  void close() {
    novu.close();
  }

  @Test
  void triggers_go_in_one_call_with_a_payload_each() {
    assertThat(triggers("a", "b", "c")).allSatisfy(SharedCallsTest::isDelivered);
    assertThat(lines()).containsExactly("POST /v1/events/trigger/bulk");
    assertThat(novu.received.get(0).json().path("events"))
        .hasSize(3)
        .first()
        .isEqualTo(
            json("{'name':'w','to':{'subscriberId':'u-a'},'payload':{},'transactionId':'t-a'}"));
    assertThat(novu.received.get(0).headers()).containsKey("Idempotency-Key");
  }

  @Test
  void subscribers_go_in_one_call_that_leaves_their_data_alone() {
    novu.script(
        request ->
            Answer.of(
                201,
                "{\"data\":{\"created\":[{\"subscriberId\":\"a\"}],"
                    + "\"updated\":[{\"subscriberId\":\"b\"},{\"subscriberId\":\"c\"}],\"failed\":[]}}"));
    assertThat(identifies("a", "b", "c")).allSatisfy(SharedCallsTest::isDelivered);
    assertThat(lines()).containsExactly("POST /v1/subscribers/bulk");
    assertThat(novu.received.get(0).json())
        .isEqualTo(
            json(
                "{'subscribers':[{'subscriberId':'a','firstName':'N'},"
                    + "{'subscriberId':'b','firstName':'N'},{'subscriberId':'c','firstName':'N'}]}"));
  }

  @Test
  void custom_traits_are_read_one_by_one_and_written_together() {
    novu.script(
        request ->
            request.method().equals("GET")
                ? Answer.of(200, "{\"data\":{\"data\":{\"kept\":1}}}")
                : Answer.of(
                    201,
                    "{\"data\":{\"created\":[],\"updated\":[{\"subscriberId\":\"a\"},"
                        + "{\"subscriberId\":\"b\"},{\"subscriberId\":\"c\"}],\"failed\":[]}}"));
    List<Delivery> deliveries =
        deliver(
            Stream.of("a", "b", "c")
                .<NovuRequest>map(
                    id ->
                        new NovuRequest.UpsertSubscriber(id, json("{}"), json("{'new':2}"), false))
                .toList());
    assertThat(deliveries).allSatisfy(SharedCallsTest::isDelivered);
    assertThat(lines()).hasSize(4).last().isEqualTo("POST /v1/subscribers/bulk");
    assertThat(novu.received.get(3).json().at("/subscribers/2"))
        .isEqualTo(json("{'subscriberId':'c','data':{'kept':1,'new':2}}"));
  }

  @Test
  void one_that_failed_is_asked_again_alone_and_fares_as_that_says() {
    novu.script(
        request ->
            request.path().endsWith("/bulk")
                ? FakeNovu.each(
                    request, part -> Answer.of(part.body().contains("u-b") ? 0 : 201, ""))
                : Answer.of(422, "{\"message\":\"workflow_not_found\"}"));
    List<Delivery> deliveries = triggers("a", "b", "c");
    assertThat(deliveries.get(0)).satisfies(SharedCallsTest::isDelivered);
    assertThat(deliveries.get(2)).satisfies(SharedCallsTest::isDelivered);
    assertThat(deliveries.get(1).result())
        .isEqualTo(new Rejected(422, "rejected", "Novu answered 422: workflow_not_found"));
    assertThat(lines()).containsExactly("POST /v1/events/trigger/bulk", "POST /v1/events/trigger");
    assertThat(novu.received.get(1).headers().get("Idempotency-Key"))
        .isNotEqualTo(novu.received.get(0).headers().get("Idempotency-Key"));
  }

  @Test
  void where_novu_refuses_all_each_is_asked_alone_and_none_together_for_a_time() {
    novu.script(
        request ->
            request.path().endsWith("/bulk") ? Answer.of(404, "Cannot POST") : FakeNovu.PROCESSED);
    assertThat(triggers("a", "b", "c")).allSatisfy(SharedCallsTest::isDelivered);
    assertThat(lines()).hasSize(4);
    assertThat(triggers("d", "e", "f")).allSatisfy(SharedCallsTest::isDelivered);
    assertThat(lines().subList(4, 7)).containsOnly("POST /v1/events/trigger");
  }

  @Test
  void after_a_call_that_was_lost_none_is_asked_again_at_once() {
    novu.script(request -> Answer.of(0, ""));
    assertUnknown(triggers("a", "b", "c"));
  }

  @Test
  void after_a_failure_neither() {
    novu.script(request -> Answer.of(500, "{\"message\":\"x\"}"));
    List<Delivery> deliveries = triggers("a", "b", "c");
    assertUnknown(deliveries);
    assertThat(deliveries.get(0).reply()).isNotNull();
    assertThat(deliveries.get(0).call().path())
        .as("as it is alone")
        .isEqualTo("/v1/events/trigger");
  }

  @Test
  void a_call_that_takes_too_long_is_cut_off_for_all() {
    timeout = Duration.ofMillis(200);
    novu.script(request -> null);
    assertUnknown(triggers("a", "b", "c"));
  }

  @Test
  void a_hold_is_one_for_all() {
    novu.script(request -> Answer.of(401, "{\"message\":\"API Key not found\"}"));
    assertThat(triggers("a", "b", "c"))
        .allSatisfy(each -> assertThat(each.result()).isInstanceOf(SourcePaused.class));
    assertThat(lines()).hasSize(1);
  }

  @Test
  void what_may_have_been_asked_before_goes_alone() {
    var again = new Attempt("web:u:again", 0, 0, 0, false);
    assertThat(deliver(List.of(trigger("a")), id -> again))
        .allSatisfy(SharedCallsTest::isDelivered);
    assertThat(lines()).containsExactly("POST /v1/events/trigger");
  }

  private static void isDelivered(Delivery delivery) {
    assertThat(delivery.result()).isEqualTo(new Delivered());
  }

  private void assertUnknown(List<Delivery> deliveries) {
    assertThat(lines()).hasSize(1);
    assertThat(deliveries.get(0).sharedIn()).isNotNull();
    assertThat(deliveries)
        .allSatisfy(
            each -> {
              assertThat(each.sharedIn()).isSameAs(deliveries.get(0).sharedIn());
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

  private List<Delivery> triggers(String... ids) {
    return deliver(Stream.of(ids).map(SharedCallsTest::trigger).toList());
  }

  private static NovuRequest trigger(String id) {
    return NovuRequest.Trigger.of("u-" + id, "w", json("{}"), "t-" + id);
  }

  private List<Delivery> identifies(String... ids) {
    return deliver(
        Stream.of(ids)
            .<NovuRequest>map(
                id ->
                    new NovuRequest.UpsertSubscriber(
                        id, json("{'firstName':'N'}"), json("{}"), false))
            .toList());
  }

  private List<Delivery> deliver(List<NovuRequest> requests) {
    return deliver(requests, id -> new Attempt("web:u:" + id, 0, 0, 0, true));
  }

  private List<Delivery> deliver(List<NovuRequest> requests, IntFunction<Attempt> attempt) {
    NovuClient known = client == null ? client() : client;
    client = known;
    return OnLoop.get(
        vertx,
        () -> {
          List<Future<Delivery>> all = new ArrayList<>();
          for (int i = 0; i < requests.size(); i++) {
            all.add(known.deliver(requests.get(i), attempt.apply(i), PATIENCE));
          }
          return Future.all(all).map(unused -> all.stream().map(Future::result).toList());
        });
  }

  private NovuClient client() {
    var config = new RelayConfig.Novu(novu.url(), new Secret("secret"), timeout);
    return new NovuClient(
        new NovuHttp(vertx, config, 4, System::nanoTime, Clock.systemUTC()), gathering);
  }
}
