package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.sandbox.fixture.RunningSandbox.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.faults.Fault.Act;
import dev.segmentnovu.sandbox.faults.Fault.Match;
import dev.segmentnovu.sandbox.faults.Fault.Scripted;
import dev.segmentnovu.sandbox.faults.Fault.Where;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.fixture.SteppedClock;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.testing.OnLoop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Novu processes a call, and its response is lost or broken on the way back. The client cannot know
 * the outcome, so it sends the call again. The call must take effect once.
 */
class LostResponsesTest {
  private static final Attempt ATTEMPT = new Attempt("web:u1:m1", 0, 0, 0, false);
  private static final String SUBSCRIBERS = "/v2/subscribers";

  /** Long enough for a busy machine. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  /** Long enough for a call that is not delayed. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** Responses that last until the client's timeout. */
  private static final Set<Act> ENDLESS = EnumSet.of(Act.HANG, Act.DRIP);

  private final Vertx vertx = Vertx.vertx();
  private final SteppedClock clock = new SteppedClock();

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private RunningSandbox sandbox =
      sandboxes.start(SandboxOptions.onPort(0).withIdempotency(), clock);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, mode = Mode.EXCLUDE, names = "ANSWER")
  void a_trigger_sent_again_under_its_key_makes_one_message(Act act) throws Exception {
    sandbox.novu.fail(onTheWayBack(act));

    isOutcomeUnknown(act, deliver(trigger(), act));
    // at once: only the key shows that it is the same call
    assertThat(deliver(trigger(), Act.ANSWER)).isEqualTo(new Delivered());

    sandbox.novu.finishWork();
    assertThat(sandbox.novu.messages()).hasSize(1);
    List<ReceivedRequest> requests = sandbox.novu.requests();
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1).idempotencyKey())
        .isNotNull()
        .isEqualTo(requests.get(0).idempotencyKey());
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, mode = Mode.EXCLUDE, names = "ANSWER")
  void a_trigger_sent_again_after_the_pause_makes_one_message(Act act) throws Exception {
    sandbox = sandboxes.start(SandboxOptions.onPort(0), clock); // no idempotency
    sandbox.novu.fail(onTheWayBack(act));

    Retryable outcomeUnknown = isOutcomeUnknown(act, deliver(trigger(), act));
    // Novu notices a repeated transactionId only after its worker stored the first
    clock.step(outcomeUnknown.notBefore());
    assertThat(deliver(trigger(), Act.ANSWER)).isEqualTo(new Delivered());

    sandbox.novu.finishWork();
    assertThat(sandbox.novu.messages()).hasSize(1);
    assertThat(sandbox.novu.requests()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, mode = Mode.EXCLUDE, names = "ANSWER")
  void an_identify_sent_again_has_the_effect_of_one(Act act) throws Exception {
    stored();
    sandbox.novu.fail(onTheWayBack(act).at("PATCH", SUBSCRIBERS));

    isOutcomeUnknown(act, deliver(identify(), act));
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data")).isEqualTo(merged());
    assertThat(deliver(identify(), Act.ANSWER)).isEqualTo(new Delivered());

    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data")).isEqualTo(merged());
    assertThat(lines())
        .containsExactly(
            "POST /v2/subscribers",
            "GET /v2/subscribers/u1",
            "PATCH /v2/subscribers/u1",
            "GET /v2/subscribers/u1",
            "PATCH /v2/subscribers/u1");
  }

  /** A write without a read would erase the stored data. */
  @ParameterizedTest
  @EnumSource(value = Act.class, mode = Mode.EXCLUDE, names = "ANSWER")
  void an_identify_whose_read_fails_writes_nothing(Act act) throws Exception {
    stored();
    sandbox.novu.fail(onTheWayBack(act).at("GET", SUBSCRIBERS));

    isOutcomeUnknown(act, deliver(identify(), act));
    assertThat(lines()).containsExactly("POST /v2/subscribers", "GET /v2/subscribers/u1");

    assertThat(deliver(identify(), Act.ANSWER)).isEqualTo(new Delivered());
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data")).isEqualTo(merged());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void a_redirect_never_sends_the_api_key_elsewhere(int status) throws Exception {
    RunningSandbox elsewhere = sandboxes.start(SandboxOptions.onPort(0));
    for (NovuRequest request : List.of(trigger(), identify(), deletion())) {
      sandbox.novu.fail(
          Fault.response(1, status)
              .header("Location", elsewhere.novu.url() + SUBSCRIBERS + "/u1")
              .inFront());

      assertThat(deliver(request, Act.ANSWER))
          .isInstanceOfSatisfying(
              Rejected.class,
              rejected -> {
                assertThat(rejected.status()).isEqualTo(status);
                assertThat(rejected.message()).contains("NOVU_API_URL");
              });
    }
    assertThat(lines())
        .containsExactly(
            "POST /v1/events/trigger", "GET /v2/subscribers/u1", "DELETE /v2/subscribers/u1");
    assertThat(elsewhere.novu.requests()).isEmpty();
  }

  /** Stores a subscriber. */
  private void stored() throws Exception {
    sandbox.call("POST", SUBSCRIBERS, "{'subscriberId':'u1','data':{'plan':'free','since':2020}}");
  }

  private static Fault onTheWayBack(Act act) {
    return new Fault(Match.ANY, 1, act, Where.ON_THE_WAY_BACK, Duration.ZERO, Scripted.NONE);
  }

  private static NovuRequest trigger() throws JsonProcessingException {
    return NovuRequest.Trigger.of("u1", "welcome", json("{'a':1}"), "t1");
  }

  private static NovuRequest identify() throws JsonProcessingException {
    return new NovuRequest.UpsertSubscriber(
        "u1", json("{'locale':'de'}"), json("{'plan':'pro'}"), false);
  }

  private static NovuRequest deletion() {
    return new NovuRequest.DeleteSubscriber("u1");
  }

  private static ObjectNode merged() throws JsonProcessingException {
    return json("{'plan':'pro','since':2020}");
  }

  private List<String> lines() {
    return sandbox.novu.requests().stream()
        .map(request -> request.method() + " " + request.path())
        .toList();
  }

  private static Retryable isOutcomeUnknown(Act act, DeliveryResult result) {
    assertThat(result).isInstanceOf(Retryable.class);
    var outcomeUnknown = (Retryable) result;
    assertThat(outcomeUnknown.key()).isEqualTo(NextKey.REUSE);
    assertThat(outcomeUnknown.notBefore()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    // only a malformed response is complete
    assertThat(outcomeUnknown.status() != null).isEqualTo(act == Act.MALFORMED);
    return outcomeUnknown;
  }

  /** Uses another client for each attempt, as another worker may send the second one. */
  private DeliveryResult deliver(NovuRequest request, Act act) {
    var novu =
        Sources.source("web")
            .novu(sandbox.novu.url(), "secret")
            .timeout(ENDLESS.contains(act) ? SHORT : PATIENT)
            .novu();
    var client = TestClient.of(vertx, novu, 4);
    return OnLoop.get(vertx, () -> client.deliver(request, ATTEMPT, PATIENT)).result();
  }
}
