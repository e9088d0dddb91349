package dev.segmentnovu.worker.calls;

import static dev.segmentnovu.worker.testing.NovuClientFixture.FIRST;
import static dev.segmentnovu.worker.testing.Quoted.json;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.PlannedCalls;
import dev.segmentnovu.worker.testing.NovuClientFixture;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls that a request needs, and their contents. */
final class NovuClientTest {

  private final NovuClientFixture at = new NovuClientFixture();
  private final ScriptedNovu novu = at.novu();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void an_upsert_without_custom_traits_leaves_data_unchanged() throws Exception {
    novu.store("{'subscriberId':'u/1 ü','data':{'plan':'pro'}}");

    assertThat(at.upsert("u/1 ü", "{'email':'a@b.co'}", "{}").result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly("PATCH /v2/subscribers/u%2F1%20%C3%BC");
    assertThat(novu.received.get(0).json()).isEqualTo(json("{'email':'a@b.co'}"));
    assertThat(novu.subscriber("u/1 ü").path("data")).isEqualTo(json("{'plan':'pro'}"));
  }

  @Test
  void a_new_subscriber_is_created() {
    assertThat(at.upsert("u1", "{'email':'a@b.co'}", "{}").result()).isEqualTo(new Delivered());
    assertThat(novu.received.get(1).line()).isEqualTo("POST /v2/subscribers");
    assertThat(novu.received.get(1).json())
        .isEqualTo(json("{'subscriberId':'u1','email':'a@b.co'}"));
  }

  @Test
  void custom_traits_are_merged_into_the_stored_data() throws Exception {
    novu.store("{'subscriberId':'u1','data':{'plan':'free','since':2020}}");

    assertThat(at.upsert("u1", "{'locale':'de'}", "{'plan':'pro'}").result())
        .isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly("GET /v2/subscribers/u1", "PATCH /v2/subscribers/u1");
    assertThat(novu.received.get(1).json())
        .isEqualTo(json("{'locale':'de','data':{'plan':'pro','since':2020}}"));
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void an_identify_without_traits_only_creates_a_missing_subscriber(boolean exists, int calls)
      throws Exception {
    if (exists) {
      novu.store("{'subscriberId':'u1'}");
    }

    assertThat(at.upsert("u1", "{}", "{}").result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .isEqualTo(List.of("GET /v2/subscribers/u1", "POST /v2/subscribers").subList(0, calls));
  }

  @Test
  void half_a_surrogate_pair_in_a_payload_is_sent_unchanged() {
    var payload = EventCodec.JSON.createObjectNode().put("title", "cut \ud83d");

    assertThat(at.deliver(NovuRequest.Trigger.of("u", "welcome", payload, "t"), FIRST).result())
        .isEqualTo(new Delivered());
    assertThat(novu.received.get(0).json().at("/payload/title").asText()).isEqualTo("cut \ud83d");
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void custom_traits_that_replace_the_stored_data_need_no_read(boolean exists, int calls)
      throws Exception {
    if (exists) {
      novu.store("{'subscriberId':'u1'}");
    }

    var upsert =
        new NovuRequest.UpsertSubscriber(
            "u1", json("{'locale':'de'}"), json("{'plan':'pro'}"), true);
    assertThat(at.deliver(upsert, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .isEqualTo(List.of("PATCH /v2/subscribers/u1", "POST /v2/subscribers").subList(0, calls));
    assertThat(novu.received.get(0).json())
        .isEqualTo(json("{'locale':'de','data':{'plan':'pro'}}"));
  }

  @Test
  void a_device_token_is_added_once() throws Exception {
    novu.store("{'subscriberId':'u/1'}");
    var client = at.client(novu.url());
    var token = new NovuRequest.AddDeviceToken("u/1", "fcm", "t1");
    assertThat(client.isDone(token)).isFalse();

    assertThat(at.deliver(client, token, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received.get(0).line()).isEqualTo("PATCH /v1/subscribers/u%2F1/credentials");
    assertThat(novu.received.get(0).json())
        .isEqualTo(json("{'providerId':'fcm','credentials':{'deviceTokens':['t1']}}"));
    assertThat(client.isDone(token)).isTrue();
    assertThat(client.isDone(new NovuRequest.AddDeviceToken("u/1", "fcm", "t2"))).isFalse();
    assertThat(client.isDone(new NovuRequest.AddDeviceToken("u/1", "apns", "t1"))).isFalse();

    at.deliver(client, new NovuRequest.DeleteSubscriber("u/1"), FIRST);
    assertThat(client.isDone(token)).as("deleted with the subscriber").isFalse();
  }

  @Test
  void the_missing_subscriber_of_a_device_token_is_created_first() {
    var token = new NovuRequest.AddDeviceToken("u1", "fcm", "t");
    assertThat(at.deliver(token, FIRST).result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly(
            "PATCH /v1/subscribers/u1/credentials",
            "GET /v2/subscribers/u1",
            "POST /v2/subscribers",
            "PATCH /v1/subscribers/u1/credentials");
    assertThat(at.key(0)).isNotEqualTo(at.key(3));
  }

  @ParameterizedTest
  @CsvSource({"200, 400", "500, 500"})
  void a_device_token_that_novu_refuses_for_another_reason_is_refused(int read, int status) {
    novu.script(
        request ->
            request.method().equals("GET")
                ? response(read, "{\"data\":{}}")
                : response(400, "{\"message\":\"no integration\"}"));
    var client = at.client(novu.url());
    var token = new NovuRequest.AddDeviceToken("u1", "fcm", "t");

    CallOutcome delivery = at.deliver(client, token, FIRST);

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

    assertThat(at.deliver(trigger, FIRST).result()).isEqualTo(new Delivered());
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
        "{'email':'a@b.co'} | {}           | false",
        "{}                | {}           | false",
        "{'email':'a@b.co'} | {'plan':'x'} | false",
        "{'email':'a@b.co'} | {'plan':'x'} | true",
      })
  void the_calls_are_the_planned_calls(String fields, String custom, boolean replace)
      throws Exception {
    novu.store("{'subscriberId':'u 1'}");
    List<NovuRequest> requests =
        List.of(
            new NovuRequest.UpsertSubscriber("u 1", json(fields), json(custom), replace),
            NovuRequest.Trigger.of("u 1", "w", json("{'a':1}"), "t"),
            new NovuRequest.SubscribeToTopic("u 1", "g"),
            new NovuRequest.AddDeviceToken("u 1", "fcm", "t"),
            new NovuRequest.DeleteSubscriber("u 1"));
    requests.forEach(request -> at.deliver(request, FIRST));

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
  void the_missing_subscriber_of_a_topic_is_created_first() {
    CallOutcome delivery = at.deliver(new NovuRequest.SubscribeToTopic("u1", "g:1"), FIRST);

    assertThat(delivery.result()).isEqualTo(new Delivered());
    assertThat(novu.received)
        .extracting(Received::line)
        .containsExactly(
            "POST /v2/topics/g%3A1/subscriptions",
            "POST /v2/subscribers", "POST /v2/topics/g%3A1/subscriptions");
    assertThat(novu.received.get(0).json())
        .isEqualTo(json("{'subscriptions':[{'subscriberId':'u1'}]}"));
    assertThat(at.key(0)).isNotEqualTo(at.key(2));
  }

  @Test
  void a_missing_subscriber_counts_as_deleted() {
    assertThat(at.deliver(new NovuRequest.DeleteSubscriber("u1"), FIRST).result())
        .isEqualTo(new Delivered());
    assertThat(novu.received.get(0).headers()).doesNotContainKey("Idempotency-Key");
  }

  @Test
  void an_attempt_has_one_idempotency_key_and_a_new_generation_another() {
    at.trigger(FIRST);
    at.trigger(FIRST);
    at.trigger(new Attempt("web:u:m1", 0, 0, 1, false));
    at.trigger(new Attempt("web:u:m1", 0, 1, 0, false));
    at.trigger(new Attempt("web:u:m2", 0, 0, 0, false));
    at.trigger(new Attempt("web:u:m1", 1, 0, 0, false));

    assertThat(at.key(0))
        .isEqualTo(at.key(1))
        .hasSizeLessThanOrEqualTo(255)
        .doesNotContain("secret");
    assertThat(novu.received.stream().map(r -> r.headers().get("Idempotency-Key")).distinct())
        .hasSize(5);
  }
}
