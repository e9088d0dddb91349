package dev.segmentnovu.ingest.admin.mapping;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Mappings;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mapping that runs, samples of events and trials, over HTTP and Redis. */
final class MappingRoutesTest {

  private static final String OPERATOR = "token-of-the-ops-team";
  private static final String VIEWER = "token-of-the-board";

  private final AdminFixture relay =
      new AdminFixture(
              TestRedis.redis(),
              new AdminAccess(
                  List.of(
                      AdminToken.of("ops", AdminRole.OPERATOR, new Secret(OPERATOR)),
                      AdminToken.of("board", AdminRole.VIEWER, new Secret(VIEWER))),
                  Set.of()),
              Clock.systemUTC())
          .use(OPERATOR);

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void it_shows_the_rules_and_workflows_that_run() {
    relay.config.mapping =
        Mappings.mapping()
            .rule(Mappings.rule("receipt").when("event = 'Paid'").all().maxAge(Duration.ofHours(1)))
            .workflow("Signed Up", "welcome")
            .build();

    JsonNode item = json(relay.call("GET", "/admin/mapping")).at("/items/0");

    assertThat(item.get("source").asText()).isEqualTo(relay.source);
    assertThat(item.get("file").isNull()).isTrue();
    assertThat(item.get("loadedAt").asText()).isEqualTo("2026-01-31T12:00:00.000Z");
    assertThat(item.get("workflows").toString())
        .isEqualTo("[{\"event\":\"Signed Up\",\"workflow\":\"welcome\"}]");
    assertThat(item.get("rules").toString())
        .isEqualTo(
            """
            [{"index":1,"when":"event = 'Paid'","workflow":"receipt","to":null,"payload":null,"overrides":null,"actor":null,\
            "tenant":null,"context":null,"transactionId":null,"all":true,"maxAge":"1h"}]""");
    assertThat(item.get("unmapped").asText()).isEqualTo("dead-letter");
    assertThat(relay.call("GET", "/admin/mapping?source=other").statusCode()).isEqualTo(400);
  }

  @Test
  void samples_are_the_latest_events_that_wait_or_died() {
    relay.addDeadLetter("u1", "m1");
    relay.enqueue("u2", "m2", track("u2", "Paid"));

    JsonNode items = json(relay.call("GET", "/admin/mapping/samples")).get("items");

    assertThat(items)
        .extracting(item -> item.get("from").asText() + " " + item.get("messageId").asText())
        .containsExactlyInAnyOrder("dead-letter m1", "queue m2");
    for (JsonNode item : items) {
      assertThat(item.get("source").asText()).isEqualTo(relay.source);
      assertThat(item.get("type").asText()).isEqualTo("track");
      assertThat(item.get("door").asText()).isEqualTo("tracking");
      assertThat(item.get("receivedAt").asText()).isEqualTo("2026-01-31T12:00:00.000Z");
      assertThat(item.at("/body/event").asText()).isEqualTo(item.get("event").asText());
      assertThat(item.at("/body/context/ip").asText()).as("of the batch").isEqualTo("1.2.3.4");
    }
    assertThat(json(relay.call("GET", "/admin/mapping/samples?limit=1")).get("items")).hasSize(1);
    assertThat(relay.call("GET", "/admin/mapping/samples?limit=51").statusCode()).isEqualTo(400);
  }

  @Test
  void an_entry_that_cannot_be_read_is_no_sample() {
    relay.enqueueRaw("u1", "m1", "nonsense".getBytes(StandardCharsets.UTF_8));

    assertThat(json(relay.call("GET", "/admin/mapping/samples")).get("items")).isEmpty();
  }

  @Test
  void an_operator_sees_samples_whole_and_a_viewer_masked() {
    relay.enqueue("jane@example.com", "m1", track("jane@example.com", "Paid"));

    String masked = relay.use(VIEWER).call("GET", "/admin/mapping/samples").body();
    assertThat(masked).contains("***").doesNotContain("jane");
    String whole = relay.use(OPERATOR).call("GET", "/admin/mapping/samples").body();
    assertThat(whole).contains("jane@example.com");

    await()
        .until(
            () ->
                relay
                    .call("GET", "/admin/audit?limit=500")
                    .body()
                    .contains("/admin/mapping/samples"));
  }

  @Test
  void a_viewer_may_try_an_event() {
    String body =
        "{\"source\":\"%s\",\"door\":\"webhook\",\"event\":{\"total\":1.50}}"
            .formatted(relay.source);

    HttpResponse<String> answer = tryEvent(relay.use(VIEWER), body);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"outcome":"sent","reason":null,"steps":[{"rule":"workflows","method":"POST",\
            "path":"/%s/WEBHOOK","body":{"total":1.50}}]}"""
                .formatted(relay.source));
    assertThat(relay.call("POST", "/admin/sources/" + relay.source + "/pause").statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nonsense                               | body
          []                                     | body
          {}                                     | event
          {"event":[]}                           | event
          {"event":{},"source":"other"}          | source
          {"event":{},"door":"window"}           | door
          {"event":{},"colour":"red"}            | colour
          """)
  void a_mistake_in_the_request_is_named(String body, String where) {
    HttpResponse<String> refused = tryEvent(relay, body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/errors/0/where").asText()).isEqualTo(where);
  }

  private static HttpResponse<String> tryEvent(AdminFixture relay, String body) {
    return relay.call("POST", "/admin/mapping/try", body, "Content-Type", "application/json");
  }
}
