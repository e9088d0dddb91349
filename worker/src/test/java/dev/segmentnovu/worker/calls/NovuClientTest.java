package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.testing.Quoted.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.PlannedCalls;
import dev.segmentnovu.worker.testing.FakeNovu;
import dev.segmentnovu.worker.testing.FakeNovu.Answer;
import dev.segmentnovu.worker.testing.FakeNovu.Received;
import dev.segmentnovu.worker.testing.OnLoop;
import dev.segmentnovu.worker.testing.TestClient;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NovuClientTest {

  private static final Attempt FIRST = new Attempt("web:u:m1", 0, 0, 0, false);
  private static final NovuRequest TRIGGER =
      NovuRequest.Trigger.of("u", "welcome", EventCodec.JSON.createObjectNode(), "t");

  private final Vertx vertx = Vertx.vertx();
  private final FakeNovu novu = new FakeNovu(vertx);

  /** Long enough for a busy machine. */
  private Duration timeout = Duration.ofSeconds(10);

  private String apiKey = "secret";

  @AfterEach
  void close() {
    novu.close();
  }

  @Test
  void an_upsert_without_custom_traits_leaves_data_unchanged() {
    novu.script(request -> Answer.of(200, "{\"data\":{}}"));

    assertThat(upsert("u/1 ü", "{'email':'a@b.c'}", "{}").result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly("PATCH /v2/subscribers/u%2F1%20%C3%BC");
    assertThat(novu.received.get(0).json()).isEqualTo(json("{'email':'a@b.c'}"));
  }

  @Test
  void a_new_subscriber_is_created() {
    novu.script(
        request ->
            request.method().equals("PATCH")
                ? Answer.of(404, "{}")
                : Answer.of(201, "{\"data\":{}}"));

    assertThat(upsert("u1", "{'email':'a@b.c'}", "{}").result()).isEqualTo(new Delivered());
    assertThat(novu.received.get(1).line()).isEqualTo("POST /v2/subscribers");
    assertThat(novu.received.get(1).json())
        .isEqualTo(json("{'subscriberId':'u1','email':'a@b.c'}"));
  }

  @Test
  void custom_traits_are_merged_into_the_stored_data() {
    novu.script(
        request -> Answer.of(200, "{\"data\":{\"data\":{\"plan\":\"free\",\"since\":2020}}}"));

    assertThat(upsert("u1", "{'locale':'de'}", "{'plan':'pro'}").result())
        .isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly("GET /v2/subscribers/u1", "PATCH /v2/subscribers/u1");
    assertThat(novu.received.get(1).json())
        .isEqualTo(json("{'locale':'de','data':{'plan':'pro','since':2020}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{}", "{\"data\":[]}", "{\"data\":null}"})
  void a_response_without_a_subscriber_does_not_count_as_empty_data(String body) {
    novu.script(request -> Answer.of(200, body));

    assertThat(upsert("u1", "{}", "{'plan':'pro'}").result()).isInstanceOf(Retryable.class);
    assertThat(novu.received).as("a PATCH would wipe what is stored").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"200, 1", "404, 2"})
  void an_identify_without_traits_only_creates_a_missing_subscriber(int status, int calls) {
    novu.script(
        request -> Answer.of(request.method().equals("GET") ? status : 201, "{\"data\":{}}"));

    assertThat(upsert("u1", "{}", "{}").result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .isEqualTo(List.of("GET /v2/subscribers/u1", "POST /v2/subscribers").subList(0, calls));
  }

  /** Jackson throws a NumberFormatException for the first, which it does not declare. */
  @ParameterizedTest
  @ValueSource(strings = {"1e2147483648", "-1e-2147483649", "1e99999999999"})
  void a_response_with_an_unreadable_number_is_unreadable_at_once(String number) {
    timeout = Duration.ofMinutes(1);
    novu.script(
        request -> Answer.of(201, "{\"data\":{\"status\":\"processed\",\"n\":" + number + "}}"));

    assertThat(trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.message()).contains("something else than its JSON");
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
            });
  }

  @Test
  void an_api_key_that_is_invalid_in_a_header_ends_each_call_at_once_and_is_not_shown() {
    apiKey = "sk_first_half\nsecond_half";
    var client = client(novu.url());

    timeout = Duration.ofMinutes(1);
    // more than there are connections: none may be kept
    for (int call = 0; call < 6; call++) {
      assertThat(deliver(client, TRIGGER, FIRST).result())
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
  void half_a_surrogate_pair_in_a_payload_is_sent_unchanged() {
    var payload = EventCodec.JSON.createObjectNode().put("title", "cut \ud83d");

    assertThat(deliver(NovuRequest.Trigger.of("u", "welcome", payload, "t"), FIRST).result())
        .isEqualTo(new Delivered());
    assertThat(novu.received.get(0).json().at("/payload/title").asText()).isEqualTo("cut \ud83d");
  }

  @ParameterizedTest
  @CsvSource({"200, 1", "404, 2"})
  void custom_traits_that_replace_the_stored_data_need_no_read(int status, int calls) {
    novu.script(
        request -> Answer.of(request.method().equals("PATCH") ? status : 201, "{\"data\":{}}"));

    var upsert =
        new NovuRequest.UpsertSubscriber(
            "u1", json("{'locale':'de'}"), json("{'plan':'pro'}"), true);
    assertThat(deliver(upsert, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .isEqualTo(List.of("PATCH /v2/subscribers/u1", "POST /v2/subscribers").subList(0, calls));
    assertThat(novu.received.get(0).json())
        .isEqualTo(json("{'locale':'de','data':{'plan':'pro'}}"));
  }

  @Test
  void a_device_token_is_added_once() {
    novu.script(request -> Answer.of(200, "{\"data\":{}}"));
    var client = client(novu.url());
    var token = new NovuRequest.AddDeviceToken("u/1", "fcm", "t1");
    assertThat(client.isDone(token)).isFalse();

    assertThat(deliver(client, token, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received.get(0).line()).isEqualTo("PATCH /v1/subscribers/u%2F1/credentials");
    assertThat(novu.received.get(0).json())
        .isEqualTo(json("{'providerId':'fcm','credentials':{'deviceTokens':['t1']}}"));
    assertThat(client.isDone(token)).isTrue();
    assertThat(client.isDone(new NovuRequest.AddDeviceToken("u/1", "fcm", "t2"))).isFalse();
    assertThat(client.isDone(new NovuRequest.AddDeviceToken("u/1", "apns", "t1"))).isFalse();

    deliver(client, new NovuRequest.DeleteSubscriber("u/1"), FIRST);
    assertThat(client.isDone(token)).as("deleted with the subscriber").isFalse();
  }

  @Test
  void the_missing_subscriber_of_a_device_token_is_created_first() {
    novu.script(
        request ->
            switch (request.method()) {
              case "GET" -> Answer.of(404, "{}");
              case "PATCH" -> Answer.of(novu.received.isEmpty() ? 400 : 200, "{\"data\":{}}");
              default -> Answer.of(201, "{\"data\":{}}");
            });

    var token = new NovuRequest.AddDeviceToken("u1", "fcm", "t");
    assertThat(deliver(token, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly(
            "PATCH /v1/subscribers/u1/credentials",
            "GET /v2/subscribers/u1",
            "POST /v2/subscribers",
            "PATCH /v1/subscribers/u1/credentials");
    assertThat(key(0)).isNotEqualTo(key(3));
  }

  @ParameterizedTest
  @CsvSource({"200, 400", "500, 500"})
  void a_device_token_that_novu_refuses_for_another_reason_is_refused(int read, int status) {
    novu.script(
        request ->
            request.method().equals("GET")
                ? Answer.of(read, "{\"data\":{}}")
                : Answer.of(400, "{\"message\":\"no integration\"}"));
    var client = client(novu.url());
    var token = new NovuRequest.AddDeviceToken("u1", "fcm", "t");

    CallOutcome delivery = deliver(client, token, FIRST);

    assertThat(delivery.response()).isNotNull();
    assertThat(delivery.response().status()).isEqualTo(status);
    assertThat(delivery.result()).isInstanceOf(read == 200 ? Rejected.class : Retryable.class);
    assertThat(client.isDone(token)).isFalse();
  }

  @Test
  void a_trigger_contains_all_members_of_its_rule() {
    var trigger =
        new NovuRequest.Trigger(
            "vip",
            json("{'type':'Topic','topicKey':'t'}"),
            json("{'a':1}"),
            json("{'email':{'from':'x'}}"),
            json("{'subscriberId':'boss'}"),
            json("{'identifier':'acme'}"),
            json("{'app':'shop'}"),
            "id");

    assertThat(deliver(trigger, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received.get(0).body())
        .isEqualTo(
            ("{'name':'vip','to':{'type':'Topic','topicKey':'t'},'payload':{'a':1},"
                    + "'overrides':{'email':{'from':'x'}},'actor':{'subscriberId':'boss'},"
                    + "'tenant':{'identifier':'acme'},'context':{'app':'shop'},'transactionId':'id'}")
                .replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'email':'a@b.c'} | {}           | false",
        "{}                | {}           | false",
        "{'email':'a@b.c'} | {'plan':'x'} | false",
        "{'email':'a@b.c'} | {'plan':'x'} | true",
      })
  void the_calls_are_the_planned_calls(String fields, String custom, boolean replace) {
    novu.script(
        request ->
            request.path().contains("trigger")
                ? FakeNovu.PROCESSED
                : Answer.of(200, "{\"data\":{}}"));
    List<NovuRequest> requests =
        List.of(
            new NovuRequest.UpsertSubscriber("u 1", json(fields), json(custom), replace),
            NovuRequest.Trigger.of("u 1", "w", json("{'a':1}"), "t"),
            new NovuRequest.SubscribeToTopic("u 1", "g"),
            new NovuRequest.AddDeviceToken("u 1", "fcm", "t"),
            new NovuRequest.DeleteSubscriber("u 1"));
    requests.forEach(request -> deliver(request, FIRST));

    assertThat(novu.received)
        .extracting(Received::line, Received::body)
        .containsExactlyElementsOf(
            requests.stream()
                .flatMap(request -> PlannedCalls.of(request).stream())
                .map(
                    call ->
                        tuple(
                            call.method() + " " + call.path(),
                            new String(call.bytes(), java.nio.charset.StandardCharsets.UTF_8)))
                .toList());
  }

  @Test
  void a_failed_read_changes_nothing() {
    novu.script(request -> Answer.of(500, "{}"));

    assertThat(upsert("u1", "{}", "{'plan':'pro'}").result()).isInstanceOf(Retryable.class);
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void the_missing_subscriber_of_a_topic_is_created_first() {
    novu.script(
        request ->
            request.path().startsWith("/v2/topics") && novu.received.isEmpty()
                ? Answer.of(400, "{\"errors\":[{\"code\":\"SUBSCRIBER_NOT_FOUND\"}]}")
                : Answer.of(201, "{\"data\":{}}"));

    CallOutcome delivery = deliver(new NovuRequest.SubscribeToTopic("u1", "g:1"), FIRST);

    assertThat(delivery.result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly(
            "POST /v2/topics/g%3A1/subscriptions",
            "POST /v2/subscribers", "POST /v2/topics/g%3A1/subscriptions");
    assertThat(novu.received.get(0).json())
        .isEqualTo(json("{'subscriptions':[{'subscriberId':'u1'}]}"));
    assertThat(key(0)).isNotEqualTo(key(2));
  }

  @Test
  void a_missing_subscriber_counts_as_deleted() {
    novu.script(request -> Answer.of(404, "{\"message\":\"not found\"}"));

    assertThat(deliver(new NovuRequest.DeleteSubscriber("u1"), FIRST).result())
        .isEqualTo(new Delivered());
    assertThat(novu.received.get(0).headers()).doesNotContainKey("Idempotency-Key");
  }

  @Test
  void an_attempt_has_one_idempotency_key_and_a_new_generation_another() {
    trigger(FIRST);
    trigger(FIRST);
    trigger(new Attempt("web:u:m1", 0, 0, 1, false));
    trigger(new Attempt("web:u:m1", 0, 1, 0, false));
    trigger(new Attempt("web:u:m2", 0, 0, 0, false));
    trigger(new Attempt("web:u:m1", 1, 0, 0, false));

    assertThat(key(0)).isEqualTo(key(1)).hasSizeLessThanOrEqualTo(255).doesNotContain("secret");
    assertThat(novu.received.stream().map(r -> r.headers().get("Idempotency-Key")).distinct())
        .hasSize(5);
  }

  @Test
  void a_call_without_a_response_is_reset_and_retried_later_under_the_same_key() {
    novu.script(request -> null);
    timeout = Duration.ofMillis(300);

    assertThat(trigger(FIRST).result())
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
    novu.script(request -> Answer.of(0, ""));

    assertThat(trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class, retry -> assertThat(retry.notBefore()).isPositive());
  }

  @Test
  void without_a_connection_the_retry_need_not_wait() {
    CallOutcome delivery =
        deliver(
            client(URI.create("http://127.0.0.1:1")), new NovuRequest.DeleteSubscriber("u"), FIRST);

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
    novu.script(request -> Answer.of(201, "x".repeat(5_000_000)));

    assertThat(trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Retryable.class, retry -> assertThat(retry.message()).contains("larger than"));
  }

  @Test
  void a_redirect_is_not_followed_with_the_api_key() {
    novu.script(
        request ->
            request.path().equals("/elsewhere")
                ? FakeNovu.PROCESSED
                : new Answer(307, "", Map.of("Location", novu.url() + "/elsewhere")));

    assertThat(trigger(FIRST).result())
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.message()).contains("NOVU_API_URL"));
    assertThat(novu.received).hasSize(1);
  }

  private CallOutcome trigger(Attempt attempt) {
    return deliver(client(novu.url()), TRIGGER, attempt);
  }

  private CallOutcome upsert(String id, String fields, String custom) {
    return deliver(new NovuRequest.UpsertSubscriber(id, json(fields), json(custom), false), FIRST);
  }

  private CallOutcome deliver(NovuRequest request, Attempt attempt) {
    return deliver(client(novu.url()), request, attempt);
  }

  private CallOutcome deliver(NovuClient client, NovuRequest request, Attempt attempt) {
    return OnLoop.get(vertx, () -> client.deliver(request, attempt, TestClient.PATIENCE));
  }

  private NovuClient client(URI url) {
    return TestClient.of(vertx, new RelayConfig.Novu(url, new Secret(apiKey), timeout), 4);
  }

  private String key(int index) {
    return novu.received.get(index).headers().getOrDefault("Idempotency-Key", "");
  }
}
