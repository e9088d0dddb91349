package dev.segmentnovu.worker.novu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.http.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseRulesTest {

  @Test
  void a_trigger_is_delivered_only_if_its_status_is_processed() {
    assertThat(trigger(201, "{'data':{'acknowledged':true,'status':'processed'}}"))
        .isEqualTo(new DeliveryResult.Delivered());
  }

  @ParameterizedTest
  @ValueSource(strings = {"trigger_not_active", "no_tenant_found", "invalid_recipients", "error"})
  void a_trigger_that_novu_accepted_and_did_not_run_is_rejected_with_its_status(String status) {
    assertThat(trigger(201, "{'data':{'acknowledged':true,'status':'" + status + "'}}"))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo("not_delivered");
              assertThat(rejected.message()).contains(status);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "{'data':[]}", "{'data':{'status':7"})
  void an_unreadable_success_is_retried_under_the_same_key(String body) {
    assertThat(trigger(200, body))
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
              assertThat(retry.notBefore()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>captive portal</html>", "{}", "[]", "7"})
  void a_success_of_another_server_proves_no_delivery(String body) {
    assertThat(ResponseRules.of(reply(200, null, body))).isInstanceOf(Retryable.class);
    assertThat(ResponseRules.ofDeletion(reply(200, null, body))).isInstanceOf(Retryable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 102, 103, 199})
  void an_interim_response_decides_nothing(int status) {
    assertThat(outcome(status, null, "{'data':{'status':'processed'}}"))
        .isInstanceOfSatisfying(
            Retryable.class, retry -> assertThat(retry.key()).isEqualTo(NextKey.REUSE));
  }

  @Test
  void a_missing_subscriber_is_deleted_if_the_404_comes_from_novu() {
    assertThat(ResponseRules.ofDeletion(reply(404, null, "{'message':'Subscriber not found'}")))
        .isEqualTo(new DeliveryResult.Delivered());
    assertThat(ResponseRules.ofDeletion(reply(404, null, "<html>nginx</html>")))
        .isInstanceOf(Rejected.class);
    assertThat(ResponseRules.ofDeletion(reply(204, null, "")))
        .isEqualTo(new DeliveryResult.Delivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 410, 413, 422, 301, 302, 307})
  void a_definite_refusal_is_rejected(int status) {
    assertThat(outcome(status, null, "{'message':'no'}"))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(status);
              assertThat(rejected.reason()).isEqualTo("rejected");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "401, , 30000",
    "402, , 30000",
    "403, , 30000",
    "429, , 1000",
    "429, 0, 1000",
    "429, 7, 7000",
    "429, 9999999, 3600000"
  })
  void a_rate_limit_or_a_refused_api_key_pauses_the_source(
      int status, @Nullable String retryAfter, long pauseMillis) {
    assertThat(outcome(status, retryAfter, "{'message':'wait'}"))
        .isEqualTo(
            new SourcePaused(
                status, "Novu answered " + status + ": wait", Duration.ofMillis(pauseMillis)));
  }

  @ParameterizedTest
  @CsvSource({
    "408, , 3, REUSE",
    "425, , 0, ROTATE_IF_CERTAIN",
    "500, , 0, ROTATE_IF_CERTAIN",
    "502, , 3, REUSE",
    "504, 1, 3, REUSE",
    "504, 9, 9, REUSE",
    "503, 9999999, 3600, ROTATE_IF_CERTAIN",
    "503, 120, 120, ROTATE_IF_CERTAIN",
    "503, soon, 0, ROTATE_IF_CERTAIN",
    "409, 1, 1, REUSE"
  })
  void a_temporary_failure_is_retried(
      int status, @Nullable String retryAfter, long notBefore, NextKey key) {
    assertThat(outcome(status, retryAfter, "{'message':'later'}"))
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.notBefore()).isEqualTo(Duration.ofSeconds(notBefore));
              assertThat(retry.key()).isEqualTo(key);
            });
  }

  @ParameterizedTest
  @CsvSource({"500, ROTATE", "503, ROTATE", "502, ROTATE", "504, ROTATE"})
  void a_replayed_error_uses_up_the_key(int status, NextKey key) {
    var reply =
        NovuResponse.of(
            new ResponseHead(status, null, true, false, true, null), "{}".getBytes(UTF_8));

    assertThat(ResponseRules.ofTrigger(reply))
        .isInstanceOfSatisfying(Retryable.class, retry -> assertThat(retry.key()).isEqualTo(key));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'message':'one'}                                       | one",
        "{'message':['one','two']}                               | [\"one\",\"two\"]",
        "{'message':'bad','errors':{'email':{'messages':['x']}}} | bad"
            + " {\"email\":{\"messages\":[\"x\"]}}",
        "{'message':'bad','errors':[{'field':'to'}]}             | bad [{\"field\":\"to\"}]",
        "Bad Gateway                                             | Bad Gateway",
        "'<h1>Bad\n  Gateway</h1>'                                | <h1>Bad Gateway</h1>",
        "''                                                      | (no message)",
      })
  void novus_message_is_found_in_each_form_of_response(String body, String message) {
    assertThat(((Rejected) outcome(422, null, body)).message())
        .isEqualTo("Novu answered 422: " + message);
  }

  @Test
  void a_long_message_is_shortened() {
    assertThat(((Rejected) outcome(422, null, "x".repeat(1_000_000))).message())
        .hasSizeLessThan(1_100);
  }

  private static DeliveryResult trigger(int status, String body) {
    return ResponseRules.ofTrigger(reply(status, null, body));
  }

  private static DeliveryResult outcome(int status, @Nullable String retryAfter, String body) {
    DeliveryResult ofTrigger = ResponseRules.ofTrigger(reply(status, retryAfter, body));
    assertThat(ResponseRules.of(reply(status, retryAfter, body))).isEqualTo(ofTrigger);
    return ofTrigger;
  }

  private static NovuResponse reply(int status, @Nullable String retryAfter, String body) {
    Duration after = RetryAfter.of(retryAfter, null, Instant.EPOCH);
    return NovuResponse.of(
        new ResponseHead(status, after, false, false, true, null),
        body.replace('\'', '"').getBytes(UTF_8));
  }
}
