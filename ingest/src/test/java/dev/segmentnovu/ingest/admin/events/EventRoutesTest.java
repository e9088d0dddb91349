package dev.segmentnovu.ingest.admin.events;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.Finished;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where an event is, and the list of finished ones. */
final class EventRoutesTest {

  private static final String STATE =
      "{\"attempts\":2,\"history\":[{\"at\":\"2026-01-31T12:00:00Z\",\"message\":\"why\"}]}";

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  private JsonNode event(String id) {
    return json(relay.call("GET", "/admin/events/" + id));
  }

  private void finish(String user, String id, Outcome outcome) {
    relay.enqueue(user, id, track(user, "Signed Up"));
    var record = Finished.event(user, id, outcome);
    relay.settle(
        relay.claim(),
        new Next.Release(),
        outcome == Outcome.SKIPPED ? new Settled.Skipped(record) : new Settled.Delivered(record));
  }

  @Test
  void an_event_that_waits_is_shown_with_its_position_and_its_next_try() {
    relay.enqueue("u", "m 1", track("u", "A"));
    relay.enqueue("u", "m2", track("u", "B"));
    relay.settle(relay.claim(), new Next.Backoff(Duration.ofHours(1), STATE));

    JsonNode first = event("m%201");

    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "messageId",
            "state",
            "source",
            "userId",
            "type",
            "event",
            "reason",
            "receivedAt",
            "position",
            "attempts",
            "lastError",
            "nextTryAt",
            "deliveredAt",
            "request",
            "status",
            "transactionId",
            "workflow",
            "deadLetterId",
            "knownSince");
    assertThat(first.get("state").asText()).isEqualTo("waiting");
    assertThat(first.get("messageId").asText()).isEqualTo("m 1");
    assertThat(first.get("position").asInt()).isZero();
    assertThat(first.get("attempts").asInt()).isEqualTo(2);
    assertThat(first.get("lastError").asText()).isEqualTo("why");
    assertThat(first.get("nextTryAt").isTextual()).isTrue();
    assertThat(first.get("receivedAt").asText()).isEqualTo("2026-01-31T12:00:00.000Z");
    JsonNode second = event("m2?userId=u&source=" + relay.source);
    assertThat(second.get("position").asInt()).isEqualTo(1);
    assertThat(second.get("attempts").asInt()).isZero();
    assertThat(second.get("nextTryAt").isNull()).isTrue();
    assertThat(second.get("reason").isNull()).isTrue();

    relay.call("POST", "/admin/users/" + relay.source + "/u/park");
    assertThat(event("m2?userId=u").get("reason").asText()).startsWith("The user is parked");
  }

  @Test
  void a_delivered_event_is_shown_with_its_request() {
    finish("u", "m1", Outcome.DELIVERED);

    JsonNode event = event("m1");

    assertThat(event.get("state").asText()).isEqualTo("delivered");
    assertThat(event.get("deliveredAt").isTextual()).isTrue();
    assertThat(event.get("request").toString())
        .isEqualTo("{\"method\":\"POST\",\"path\":\"/v1/events/trigger\"}");
    assertThat(event.get("status").asInt()).isEqualTo(201);
    assertThat(event.get("transactionId").asText()).isEqualTo("t-m1");
    assertThat(event.get("workflow").asText()).isEqualTo("welcome");
    assertThat(event.get("knownSince").asText()).isEqualTo(event.get("deliveredAt").asText());
  }

  @Test
  void the_other_states_are_shown_with_their_reasons() {
    finish("u", "skipped", Outcome.SKIPPED);
    finish("u", "unchanged", Outcome.UNCHANGED);
    String id = relay.addDeadLetter("u", "dead");
    relay.enqueue("u", "forgotten", track("u", "A"));
    relay.settle(relay.claim(), new Next.Release(), new Settled.Delivered());

    assertThat(event("skipped").get("state").asText()).isEqualTo("skipped");
    assertThat(event("skipped").get("reason").asText()).isEqualTo("no_rule");
    assertThat(event("unchanged").get("state").asText()).isEqualTo("delivered");
    assertThat(event("unchanged").get("reason").asText()).startsWith("unchanged");
    assertThat(event("unchanged").get("request").isNull()).isTrue();
    JsonNode dead = event("forgotten");
    assertThat(dead.get("state").asText()).isEqualTo("duplicate");
    assertThat(dead.get("reason").asText()).contains("no longer kept");
    assertThat(event("never").get("state").asText()).isEqualTo("unknown");
    assertThat(event("never").get("source").isNull()).isTrue();
    // the fixture gives its dead letters the message id m
    assertThat(event("m").get("state").asText()).isEqualTo("dead");
    assertThat(event("m").get("deadLetterId").asText()).isEqualTo(id);
    assertThat(event("m").get("reason").asText()).isEqualTo("unmapped");
  }

  @ParameterizedTest
  @CsvSource({
    "events/m?source=other, source",
    "events/m?x=1, x",
    "deliveries?outcome=dead, outcome"
  })
  void a_wrong_query_is_refused_with_what_is_allowed(String path, String where) {
    HttpResponse<String> response = relay.call("GET", "/admin/" + path);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo(where);
    assertThat(json(response).at("/errors/0/detail").asText())
        .containsAnyOf(relay.source, "source, userId", "delivered, unchanged, skipped");
  }

  @Test
  void finished_events_are_listed_page_by_page_newest_first() {
    finish("u1", "m1", Outcome.DELIVERED);
    finish("u2", "m2", Outcome.SKIPPED);
    finish("u1", "m3", Outcome.UNCHANGED);
    String list = "/admin/deliveries?limit=2&source=" + relay.source;

    JsonNode first = json(relay.call("GET", list));
    JsonNode second = json(relay.call("GET", list + "&cursor=" + first.get("next").asText()));

    assertThat(first.at("/items/0/messageId").asText()).isEqualTo("m3");
    assertThat(first.at("/items/1/messageId").asText()).isEqualTo("m2");
    JsonNode last = second.at("/items/0");
    assertThat(second.get("items")).hasSize(1);
    assertThat(second.get("next").isNull()).isTrue();
    assertThat(first.get("knownSince").asText()).isEqualTo(last.get("at").asText());
    assertThat(last.get("tookMillis").isIntegralNumber()).isTrue();
    ((ObjectNode) last).remove("at");
    ((ObjectNode) last).remove("tookMillis");
    assertThat(last.toString())
        .isEqualTo(
            """
            {"source":"%s","userId":"u1","messageId":"m1","type":"track","event":"Signed Up",\
            "outcome":"delivered","reason":null,"workflow":"welcome","method":"POST",\
            "path":"/v1/events/trigger","status":201,"transactionId":"t-m1","attempts":2}"""
                .formatted(relay.source));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void finished_events_are_filtered(Outcome outcome) {
    for (Outcome each : Outcome.values()) {
      finish("u " + each, "m " + each, each);
    }

    for (String filter :
        new String[] {
          "outcome=" + outcome.wireName(), "userId=u+" + outcome, "messageId=m+" + outcome
        }) {
      JsonNode items = json(relay.call("GET", "/admin/deliveries?" + filter)).get("items");
      assertThat(items).hasSize(1);
      assertThat(items.get(0).get("outcome").asText()).isEqualTo(outcome.wireName());
    }
  }

  @Test
  void a_cursor_of_another_list_is_refused() {
    HttpResponse<String> response = relay.call("GET", "/admin/deliveries?cursor=x");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo("cursor");
  }
}
