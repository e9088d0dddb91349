package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.testing.NovuClientFixture.FIRST;
import static dev.segmentnovu.worker.testing.NovuClientFixture.TRIGGER;
import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.HANG;
import static dev.segmentnovu.worker.testing.ScriptedNovu.RESET;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.testing.NovuClientFixture;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcome of a call that fails or gets an unreadable response. */
final class FailedCallsTest {

  private final NovuClientFixture at = new NovuClientFixture();
  private final ScriptedNovu novu = at.novu();

  @AfterEach
  void close() {
    at.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{}", "{\"data\":[]}", "{\"data\":null}"})
  void a_response_without_a_subscriber_does_not_count_as_empty_data(String body) {
    novu.script(request -> response(200, body));

    assertThat(at.upsert("u1", "{}", "{'plan':'pro'}").result()).isInstanceOf(Retryable.class);
    assertThat(novu.received).as("a PATCH would wipe what is stored").hasSize(1);
  }

  /** Jackson throws a NumberFormatException for the first, which it does not declare. */
  @ParameterizedTest
  @ValueSource(strings = {"1e2147483648", "-1e-2147483649", "1e99999999999"})
  void a_response_with_an_unreadable_number_is_unreadable_at_once(String number) {
    at.timeout = Duration.ofMinutes(1);
    novu.script(
        request -> response(201, "{\"data\":{\"status\":\"processed\",\"n\":" + number + "}}"));

    assertThat(at.trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.message()).contains("something else than its JSON");
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
            });
  }

  @Test
  void an_api_key_that_is_invalid_in_a_header_ends_each_call_at_once_and_is_not_shown() {
    at.apiKey = "sk_first_half\nsecond_half";
    var client = at.client(novu.url());

    at.timeout = Duration.ofMinutes(1);
    // more calls than connections: a call must not occupy its connection
    for (int call = 0; call < 6; call++) {
      assertThat(at.deliver(client, TRIGGER, FIRST).result())
          .isInstanceOfSatisfying(
              Retryable.class,
              retry ->
                  assertThat(retry.message())
                      .doesNotContain("first_half")
                      .doesNotContain("second_half"));
    }
    assertThat(novu.received).isEmpty();
  }

  @Test
  void a_failed_read_changes_nothing() {
    novu.script(request -> response(500, "{}"));

    assertThat(at.upsert("u1", "{}", "{'plan':'pro'}").result()).isInstanceOf(Retryable.class);
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void a_call_without_a_response_is_reset_and_retried_later_under_the_same_key() {
    novu.script(request -> HANG);
    at.timeout = Duration.ofMillis(300);

    assertThat(at.trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.status()).isNull();
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
              assertThat(retry.notBefore()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
              assertThat(retry.message()).contains("300 ms");
            });
  }

  @Test
  void after_a_lost_connection_the_outcome_is_unknown() {
    novu.script(request -> RESET);

    assertThat(at.trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class, retry -> assertThat(retry.notBefore()).isPositive());
  }

  @Test
  void without_a_connection_the_retry_need_not_wait() {
    CallOutcome delivery =
        at.deliver(
            at.client(URI.create("http://127.0.0.1:1")),
            new NovuRequest.DeleteSubscriber("u"),
            FIRST);

    assertThat(delivery.result())
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.notBefore()).isZero();
              assertThat(retry.message())
                  .startsWith("Novu at http://127.0.0.1:1 could not be reached: it takes no conn");
            });
  }

  @Test
  void a_huge_response_is_not_read_to_its_end() {
    novu.script(request -> response(201, "x".repeat(5_000_000)));

    assertThat(at.trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class, retry -> assertThat(retry.message()).contains("larger than"));
  }

  @Test
  void a_redirect_is_not_followed_with_the_api_key() {
    novu.script(
        request ->
            request.path().equals("/elsewhere")
                ? AS_NOVU
                : response(307, "", Map.of("Location", novu.url() + "/elsewhere")));

    assertThat(at.trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.message()).contains("NOVU_API_URL"));
    assertThat(novu.received).hasSize(1);
  }
}
