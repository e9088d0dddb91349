package dev.segmentnovu.ingest.admin.deadletters;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.RECEIVED;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.DeadLetter;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, details and deletions of dead letters, over HTTP and Redis. */
final class DeadLetterRoutesTest {

  private static final String DEAD_LETTERS = "/admin/dead-letters";

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void a_list_shows_exactly_the_members_of_its_contract() {
    String id = relay.addDeadLetter("u1", "m1");

    HttpResponse<String> response = relay.call("GET", DEAD_LETTERS);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.body())
        .isEqualTo(
            """
            {"items":[{"id":"%s","previousId":null,"source":"%s","userId":"u1","messageId":"m","type":"track",\
            "event":"Signed Up","workflow":null,"reason":"unmapped","message":"No workflow mapped for event: \\"Signed Up\\"",\
            "status":422,"attempts":3,"firstAttemptAt":"2026-01-31T12:00:01.000Z",\
            "deadAt":"2026-01-31T12:01:00.000Z","replays":0}],"next":null,"total":1}"""
                .formatted(id, relay.source));
  }

  @Test
  void a_list_has_filters_and_pages() {
    for (int i = 0; i < 5; i++) {
      relay.enqueue("u" + i, "m" + i, track("u" + i, "E" + i % 2));
      String event = "E" + i % 2;
      String reason = DeadLetter.REASONS.get(i);
      Instant deadAt = RECEIVED.plusSeconds(i);
      relay.moveToDeadLetters(each -> each.event(event).reason(reason).deadAt(deadAt));
    }

    List<String> reasons = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = json(relay.call("GET", DEAD_LETTERS + "?limit=2&cursor=" + next));
      assertThat(page.get("total").asInt()).isEqualTo(5);
      page.get("items").forEach(item -> reasons.add(item.get("reason").asText()));
      next = page.get("next").textValue();
    } while (next != null);
    assertThat(reasons)
        .containsExactly("invalid", "exhausted", "not_delivered", "rejected", "unmapped");

    assertThat(total("?source=" + relay.source)).isEqualTo(5);
    assertThat(total("?event=E0")).isEqualTo(3);
    assertThat(total("?userId=u1")).isEqualTo(1);
    assertThat(total("?reason=not_delivered&userId=u1")).isZero();
    assertThat(total("?since=2026-01-31T12:00:01Z&until=2026-01-31T12:00:03Z")).isEqualTo(2);
  }

  @Test
  void facets_count_those_that_match_the_filter() {
    relay.addDeadLetter("u1", "m1");
    relay.enqueue(
        "u2", "m2", "{'userId':'u2','event':'Paid','properties':{'total':12}}".replace('\'', '"'));
    relay.moveToDeadLetters(each -> each.event("Paid").reason("rejected").workflow("receipt"));

    HttpResponse<String> all = relay.call("GET", DEAD_LETTERS + "/facets");
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(all.body())
        .isEqualTo(
            """
            {"total":2,"reason":[{"value":"rejected","count":1},{"value":"unmapped","count":1}],\
            "workflow":[{"value":"receipt","count":1},{"value":null,"count":1}],"status":[{"value":422,"count":2}],\
            "event":[{"value":"Paid","count":1},{"value":"Signed Up","count":1}],\
            "other":{"reason":0,"workflow":0,"status":0,"event":0}}""");
    JsonNode paid = json(relay.call("GET", DEAD_LETTERS + "/facets?field=properties.total:12"));
    assertThat(paid.get("total").asInt()).isEqualTo(1);
    assertThat(paid.at("/event/0/value").asText()).isEqualTo("Paid");
    assertThat(relay.call("GET", DEAD_LETTERS + "/facets?limit=1").statusCode()).isEqualTo(400);
  }

  @Test
  void a_list_is_filtered_by_up_to_three_fields_of_the_events() {
    relay.enqueue("u1", "m1", "{\"event\":\"A\",\"properties\":{\"a\":1,\"b\":\"x y\"}}");
    relay.moveToDeadLetters(each -> each);

    assertThat(total("?field=properties.a:1&field=properties.b:x%20y&field=event:A")).isEqualTo(1);
    assertThat(total("?field=properties.a:1&field=properties.b:x")).isZero();
    for (String mistake :
        List.of(
            "field=a",
            "field=:1",
            "field=a..b:1",
            "field=a:",
            "field=a:1&field=b:1&field=c:1&field=d:1")) {
      HttpResponse<String> refused = relay.call("GET", DEAD_LETTERS + "?" + mistake);
      assertThat(refused.statusCode()).as(mistake).isEqualTo(400);
      assertThat(refused.body()).contains("field");
    }
  }

  @Test
  void a_list_is_filtered_by_what_novu_answered() {
    relay.enqueue("u1", "m1", track("u1", "A"));
    String id =
        relay.moveToDeadLetters(
            each -> each.workflow("welcome").messageId("m1").message("Name is \"TOO\" long"));
    relay.enqueue("u2", "m2", track("u2", "A"));
    relay.moveToDeadLetters(each -> each.workflow("receipt").messageId("m2").status(404));

    for (String query :
        List.of(
            "workflow=welcome",
            "messageId=m1",
            "status=422",
            "text=is%20%22too%22",
            "until=1m&status=422")) {
      JsonNode page = json(relay.call("GET", DEAD_LETTERS + "?" + query));
      assertThat(page.get("total").asInt()).as(query).isEqualTo(1);
      assertThat(page.at("/items/0/id").asText()).as(query).isEqualTo(id);
      assertThat(page.at("/items/0/workflow").asText()).isEqualTo("welcome");
    }
    assertThat(total("?status=none")).isZero();
    assertThat(total("?since=1h")).isZero();
    assertThat(total("?text=nowhere")).isZero();
  }

  @Test
  void one_problem_names_every_invalid_parameter() {
    HttpResponse<String> response = relay.call("GET", DEAD_LETTERS + "?limit=0&since=x&colour=red");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("title").asText()).isEqualTo("Bad Request");
    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("errors").findValuesAsText("where"))
        .containsExactly("colour", "since", "limit");
  }

  @Test
  void an_invalid_cursor_is_an_invalid_parameter() {
    HttpResponse<String> response = relay.call("GET", DEAD_LETTERS + "?cursor=nonsense");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo("cursor");
  }

  @Test
  void a_dead_letter_in_full_has_the_received_event_and_the_exchange_with_novu() {
    String body = "{\"userId\":\"u1\", \"event\":\"Paid\",\"properties\":{\"n\":1.50E2}}";
    relay.enqueue("u1", "m1", body);
    var details = EventCodec.JSON.createObjectNode();
    details.putObject("request").put("path", "/v1/events/trigger");
    details.putObject("response").put("status", 422);
    details.putArray("history").addObject().put("status", 500);
    String id =
        relay.moveToDeadLetters(
            each ->
                each.event("Paid")
                    .reason("rejected")
                    .deadAt(RECEIVED.plusSeconds(9))
                    .details(details));

    HttpResponse<String> response = relay.call("GET", DEAD_LETTERS + "/" + id);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"received\":" + body);
    JsonNode deadLetter = json(response);
    assertThat(deadLetter.get("id").asText()).isEqualTo(id);
    assertThat(deadLetter.get("reason").asText()).isEqualTo("rejected");
    assertThat(deadLetter.get("receivedAt").asText()).isEqualTo("2026-01-31T12:00:00.000Z");
    assertThat(deadLetter.at("/batchContext/ip").asText()).isEqualTo("1.2.3.4");
    assertThat(deadLetter.at("/batchIntegrations/All").asBoolean()).isTrue();
    assertThat(deadLetter.at("/door").asText()).isEqualTo("tracking");
    assertThat(deadLetter.at("/request/path").asText()).isEqualTo("/v1/events/trigger");
    assertThat(deadLetter.at("/response/status").asInt()).isEqualTo(422);
    assertThat(deadLetter.at("/history/0/status").asInt()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483648", "-1e-2147483649", "1e999999999"})
  void a_number_out_of_range_is_shown_as_text_and_refused_in_an_edit(String number) {
    String body = "{\"userId\":\"u1\",\"event\":\"A\",\"n\":" + number + "}";
    relay.enqueue("u1", "m1", body);
    String id =
        relay.moveToDeadLetters(each -> each.event("A").reason("undecodable").deadAt(RECEIVED));

    assertThat(json(relay.call("GET", DEAD_LETTERS + "/" + id)).get("received").textValue())
        .isEqualTo(body);
    HttpResponse<String> edited = replay(id, "{\"event\":" + body + "}");
    assertThat(edited.statusCode()).isEqualTo(400);
    assertThat(edited.body()).contains("exponent beyond 1000").doesNotContain("Exception");
  }

  @Test
  void what_is_not_json_is_shown_as_text() {
    relay.enqueue("u1", "m1", "{broken");
    String broken =
        relay.moveToDeadLetters(each -> each.event("x").reason("undecodable").deadAt(RECEIVED));
    relay.enqueueRaw("u1", "m2", "no header".getBytes(UTF_8));
    String strange =
        relay.moveToDeadLetters(each -> each.event("x").reason("undecodable").deadAt(RECEIVED));

    JsonNode deadLetter = json(relay.call("GET", DEAD_LETTERS + "/" + broken));
    assertThat(deadLetter.get("received").textValue()).isEqualTo("{broken");
    assertThat(deadLetter.get("request").isNull()).isTrue();
    assertThat(deadLetter.get("history").isArray()).isTrue();
    JsonNode other = json(relay.call("GET", DEAD_LETTERS + "/" + strange));
    assertThat(other.get("received").textValue()).isEqualTo("no header");
    assertThat(other.get("receivedAt").isNull()).isTrue();
    assertThat(other.has("batchContext")).isFalse();
    assertThat(replay(strange, "").statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /admin/dead-letters/%s.0.nosuch",
    "DELETE, /admin/dead-letters/%s.0.nosuch",
    "POST, /admin/dead-letters/%s.0.nosuch/replay",
    "GET, /admin/dead-letters/..%%2Fx",
    "GET, /admin/nothing",
    "GET, /nothing"
  })
  void an_unknown_dead_letter_or_path_is_a_404(String method, String path) {
    HttpResponse<String> response = relay.call(method, path.formatted(relay.source));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(response).get("detail").asText()).isNotBlank();
  }

  @Test
  void a_dead_letter_is_deleted_once() {
    String id = relay.addDeadLetter("u1", "m1");

    assertThat(relay.call("DELETE", DEAD_LETTERS + "/" + id).statusCode()).isEqualTo(204);
    assertThat(relay.call("DELETE", DEAD_LETTERS + "/" + id).statusCode()).isEqualTo(404);
    assertThat(total("")).isZero();
  }

  private int total(String query) {
    return json(relay.call("GET", DEAD_LETTERS + query)).get("total").asInt();
  }

  private HttpResponse<String> replay(String id, String body) {
    return relay.call(
        "POST", DEAD_LETTERS + "/" + id + "/replay", body, "Content-Type", "application/json");
  }
}
