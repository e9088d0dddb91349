package dev.segmentnovu.worker.novu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.http.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchResultsTest {

  private static final List<NovuCall> TRIGGERS =
      Stream.of("a", "b").map(id -> trigger(id)).toList();
  private static final List<NovuCall> CHANGES =
      Stream.of("a", "b", "c d").map(id -> NovuCall.changeSubscriber(id, json())).toList();

  @Test
  void each_trigger_has_the_result_at_its_position() {
    List<Optional<CallOutcome>> parts =
        of(
            BatchKind.TRIGGERS,
            TRIGGERS,
            reply(
                201,
                "{'data':[{'acknowledged':true,'status':'processed','transactionId':'a'},"
                    + "{'acknowledged':true,'status':'trigger_not_active'}]}"));
    assertThat(outcome(parts.get(0))).isEqualTo(new DeliveryResult.Delivered());
    assertThat(outcome(parts.get(1)))
        .isInstanceOfSatisfying(
            DeliveryResult.Rejected.class,
            rejected -> assertThat(rejected.message()).contains("trigger_not_active"));
  }

  @Test
  void a_trigger_that_failed_is_sent_again_alone() {
    List<Optional<CallOutcome>> parts =
        of(
            BatchKind.TRIGGERS,
            TRIGGERS,
            reply(
                201,
                "{'data':[{'acknowledged':true,'status':'error','error':['workflow_not_found']},"
                    + "{'acknowledged':true,'status':'processed'}]}"));
    assertThat(parts.get(0)).as("sent again alone").isEmpty();
    assertThat(outcome(parts.get(1))).isEqualTo(new DeliveryResult.Delivered());
  }

  @Test
  void a_subscriber_is_delivered_if_it_is_named_as_created_or_updated() {
    List<Optional<CallOutcome>> parts =
        of(
            BatchKind.SUBSCRIBERS,
            CHANGES,
            reply(
                201,
                "{'data':{'created':[{'subscriberId':'c d'}],'updated':[{'subscriberId':'a'}],"
                    + "'failed':[{'message':'no','subscriberId':'b'}]}}"));
    assertThat(outcome(parts.get(0))).isEqualTo(new DeliveryResult.Delivered());
    assertThat(parts.get(1)).as("sent again alone").isEmpty();
    assertThat(outcome(parts.get(2))).isEqualTo(new DeliveryResult.Delivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 400, 404, 409, 413, 422})
  void if_the_batch_is_refused_each_call_is_sent_alone(int status) {
    assertThat(of(BatchKind.TRIGGERS, TRIGGERS, reply(status, "{'message':'no'}")))
        .containsExactly(Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"401,30", "402,30", "403,30", "429,7"})
  void a_rate_limit_or_a_refused_api_key_pauses_the_source(int status, int seconds) {
    var reply = NovuResponse.of(head(status, Duration.ofSeconds(7)), "{}".getBytes(UTF_8));
    assertThat(of(BatchKind.TRIGGERS, TRIGGERS, reply))
        .hasSize(2)
        .allSatisfy(
            part ->
                assertThat(failed(part))
                    .isInstanceOfSatisfying(
                        SourcePaused.class,
                        paused -> assertThat(paused.pause()).hasSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource({"500,,3", "503,60,60", "503,1,3", "408,,3", "502,,3", "504,,3", "409,1,3", "425,,3"})
  void after_a_failed_batch_each_outcome_is_unknown_and_no_attempt_is_spent(
      int status, @Nullable String retryAfter, int seconds) {
    var reply =
        NovuResponse.of(
            head(status, RetryAfter.of(retryAfter, null, Instant.EPOCH)),
            "{\"message\":\"x\"}".getBytes(UTF_8));
    assertUnknown(of(BatchKind.TRIGGERS, TRIGGERS, reply), seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{'data':[{'status':'proc",
        "{'data':{}}",
        "{'data':[]}",
        "{'data':[{'status':'processed'}]}",
        "{'data':[{'status':'processed'},{'status':'processed'},{'status':'processed'}]}",
        "{'data':[{'status':'processed'},{}]}",
        "{'data':[{'status':'processed','transactionId':'b'},{'status':'processed','transactionId':'a'}]}",
      })
  void after_an_incomplete_success_each_outcome_is_unknown(String body) {
    assertUnknown(of(BatchKind.TRIGGERS, TRIGGERS, reply(201, body)), 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'data':[]}", "{'data':{'created':[]}}", "{'created':[],'updated':[]}"})
  void after_an_incomplete_success_for_subscribers_each_outcome_is_unknown(String body) {
    assertUnknown(of(BatchKind.SUBSCRIBERS, CHANGES, reply(201, body)), 3);
  }

  private static void assertUnknown(List<Optional<CallOutcome>> parts, int seconds) {
    assertThat(parts)
        .isNotEmpty()
        .allSatisfy(
            part ->
                assertThat(failed(part))
                    .isInstanceOfSatisfying(
                        Retryable.class,
                        failure -> {
                          assertThat(failure.key()).isEqualTo(NextKey.REUSE);
                          assertThat(failure.notBefore()).isEqualTo(Duration.ofSeconds(seconds));
                          assertThat(failure.message())
                              .startsWith("In a call for " + parts.size() + " events: Novu");
                        }));
  }

  private static DeliveryResult outcome(Optional<CallOutcome> part) {
    assertThat(part.orElseThrow().batch()).as("of this call alone").isNull();
    return part.orElseThrow().result();
  }

  private static DeliveryResult failed(Optional<CallOutcome> part) {
    assertThat(part.orElseThrow().batch()).as("of the batch").isNotNull();
    return part.orElseThrow().result();
  }

  private static List<Optional<CallOutcome>> of(
      BatchKind kind, List<NovuCall> calls, NovuResponse reply) {
    return BatchResults.of(kind, calls, reply);
  }

  private static ResponseHead head(int status, @Nullable Duration retryAfter) {
    return new ResponseHead(status, retryAfter, false, false, true, null);
  }

  private static NovuResponse reply(int status, String body) {
    return NovuResponse.of(head(status, null), body.replace('\'', '"').getBytes(UTF_8));
  }

  private static NovuCall trigger(String id) {
    return NovuCall.trigger(NovuRequest.Trigger.of("u-" + id, "w", json(), id));
  }

  private static ObjectNode json() {
    return EventCodec.JSON.createObjectNode();
  }
}
