package dev.segmentnovu.e2e.captures;

import static dev.segmentnovu.e2e.captures.CaptureRelay.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.captures.CaptureRelay.Response;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes that real Segment clients send, through ingest, Redis and a worker to a Novu. */
final class CapturesIT {

  private static final String SUCCESS = "{\"success\":true}";

  private CaptureRelay relay;

  @BeforeEach
  void start() {
    relay = new CaptureRelay();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void analytics_java() throws IOException {
    Response response = relay.replay("analytics-java-3.5.4-001-post_v1_import_", "/v1/import/");

    // one of its events is of an anonymous user, so ingest skips it
    assertSuccess(response);
    assertThat(relay.lines(7))
        .containsExactlyInAnyOrder(
            "GET /v2/subscribers/019mr8mf4r",
            "POST /v2/subscribers",
            "POST /v1/events/trigger",
            "POST /v2/topics/0e8c78ea9d97a7b8185e8632/subscriptions",
            "POST /v1/events/trigger");
    assertThat(relay.body("/v2/subscribers", "subscriberId", "019mr8mf4r"))
        .isEqualTo(
            json(
                "{'subscriberId':'019mr8mf4r','email':'pgibbons@example.com','firstName':'Peter',"
                    + "'lastName':'Gibbons','phone':'+15551234567','locale':'en-US','timezone':'America/Chicago',"
                    + "'data':{'logins':5,'createdAt':'2023-11-14T22:13:20.123Z','address':{'city':'Austin'}}}"));
    assertThat(relay.body("/v1/events/trigger", "name", "receipt"))
        .isEqualTo(
            json(
                "{'name':'receipt','to':{'subscriberId':'019mr8mf4r'},'payload':{'order_id':'50314b8e9bcf000000000000',"
                    + "'revenue':39.95,'unicode':'héllo ☃ 😀 \\'quoted\\' </script> & = \\u0027','big':12345678901234567},"
                    + "'transactionId':'"
                    + relay.source
                    + ":030cda47-5884-406a-8481-d37d9f89a569:receipt'}"));
    assertThat(relay.body("/v1/events/trigger", "name", "custom"))
        .isEqualTo(
            json(
                "{'name':'custom','to':{'subscriberId':'u-msgid'},'payload':{},'transactionId':'"
                    + relay.source
                    + ":my-custom-message-id-1:custom'}"));
    assertThat(relay.calls())
        .allSatisfy(
            call -> {
              assertThat(call.authorization()).isEqualTo("ApiKey nk");
              assertThat(call.idempotencyKey() == null).isEqualTo(call.line().startsWith("GET"));
            });
  }

  @Test
  void analytics_java_with_gzip_and_chunks() throws IOException {
    Response response =
        relay.replay("analytics-java-3.5.4-gzip-001-post_v1_import_", "/v1/import/");

    assertSuccess(response);
    assertThat(relay.lines(7)).hasSize(5).filteredOn("POST /v1/events/trigger"::equals).hasSize(2);
  }

  @Test
  void analytics_node() throws IOException {
    Response response = relay.replay("analytics-node-3.1.0-001-post_v1_batch", "/v1/batch");

    assertSuccess(response);
    assertThat(relay.lines(7)).filteredOn("POST /v1/events/trigger"::equals).isNotEmpty();
    JsonNode subscriber = relay.body("/v2/subscribers", "subscriberId", "019mr8mf4r");
    assertThat(subscriber.at("/avatar").asText()).isEqualTo("https://example.com/a.png");
    assertThat(subscriber.at("/data/plan").asText()).isEqualTo("premium");
    assertThat(subscriber.at("/data").has("name")).isFalse();
  }

  @Test
  void analytics_next_preflight() throws IOException {
    Response response = relay.replay("analytics-next-1.84.3-standard-001-options_v1_p", "/v1/p");

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.headers())
        .contains("access-control-allow-origin: *")
        .contains("access-control-allow-headers: authorization, content-type, x-retry-count");
  }

  @Test
  void analytics_next_page_of_an_anonymous_visitor() throws IOException {
    Response response = relay.replay("analytics-next-1.84.3-standard-002-post_v1_p", "/v1/p");

    // a browser logs an error for each page view that gets another response
    assertSuccess(response);
    assertThat(response.headers()).contains("access-control-allow-origin: *");
  }

  @Test
  void analytics_next_identify() throws IOException {
    Response response = relay.replay("analytics-next-1.84.3-standard-004-post_v1_i", "/v1/i");

    assertSuccess(response);
    assertThat(relay.lines(1))
        .containsExactly("PATCH /v2/subscribers/019mr8mf4r", "POST /v2/subscribers");
    assertThat(relay.calls().get(1).body())
        .isEqualTo(
            json(
                "{'subscriberId':'019mr8mf4r','email':'pgibbons@example.com','firstName':'Peter','lastName':'Gibbons',"
                    + "'locale':'en-US','timezone':'America/Chicago'}"));
  }

  @Test
  void webhook_identify() throws IOException {
    assertSuccess(relay.replay("webhook-actions-001-post_segment_webhook", "/webhooks/segment"));

    assertThat(relay.lines(1))
        .containsExactly("GET /v2/subscribers/97980cfea0067", "POST /v2/subscribers");
    assertThat(relay.calls().get(1).body())
        .isEqualTo(
            json(
                "{'subscriberId':'97980cfea0067','email':'peter@example.com','firstName':'Peter','lastName':'Gibbons',"
                    + "'locale':'en-US','timezone':'Europe/Amsterdam','data':{'plan':'premium','logins':5}}"));
  }

  @Test
  void webhook_track_keeps_its_numbers() throws IOException {
    assertSuccess(relay.replay("webhook-actions-002-post_segment_webhook", "/webhooks/segment"));

    assertThat(relay.lines(1)).containsExactly("POST /v1/events/trigger");
    assertThat(relay.calls().get(0).body().at("/payload").toString())
        .contains("\"big\":12345678901234567000", "\"tiny\":1E-7", "\"revenue\":39.95");
  }

  @Test
  void webhook_delete() throws IOException {
    assertSuccess(
        relay.replay(
            "webhook-actions-007-post_segment_webhook", "/webhooks/segment/" + relay.source));

    assertThat(relay.lines(1)).containsExactly("DELETE /v2/subscribers/97980cfea0067");
  }

  @Test
  void webhook_array_of_which_the_first_event_is_signed() throws IOException {
    assertSuccess(relay.replay("webhook-actions-010-post_segment_webhook", "/webhooks/segment"));

    assertThat(relay.lines(6))
        .containsExactly(
            "GET /v2/subscribers/97980cfea0067",
            "POST /v2/subscribers",
            "POST /v1/events/trigger",
            "POST /v2/topics/g1/subscriptions");
  }

  @Test
  void extensible_webhook() throws IOException {
    assertSuccess(relay.replay("webhook-extensible-001-post_segment_webhook", "/webhooks/segment"));

    assertThat(relay.lines(1)).containsExactly("POST /v1/events/trigger");
    assertThat(relay.calls().get(0).body())
        .isEqualTo(
            json(
                "{'name':'one','to':{'subscriberId':'u1'},'payload':{'n':1},'transactionId':'"
                    + relay.source
                    + ":mx1:one'}"));
  }

  private static void assertSuccess(Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(SUCCESS);
    assertThat(response.headers()).contains("content-type: application/json");
  }
}
