package dev.segmentnovu.ingest.admin.deadletters;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who sees contact data in dead letters, and what the audit log says about it. */
final class PersonalDataInDeadLettersTest {

  private static final String DEAD_LETTERS = "/admin/dead-letters";
  private static final String ADA = "ada@example.com";

  private static final AdminAccess TOKENS =
      new AdminAccess(
          List.of(
              AdminToken.of("ops", AdminRole.OPERATOR, new Secret("token-of-ops")),
              AdminToken.of("board", AdminRole.VIEWER, new Secret("token-of-board"))),
          Set.of());

  private final AdminFixture relay =
      new AdminFixture(TestRedis.redis(), TOKENS, Clock.systemUTC()).use("token-of-ops");

  @AfterEach
  void close() {
    relay.close();
  }

  private String deadLetter() {
    relay.enqueue(ADA, "+491711234567", AdminFixture.track(ADA, "Invited " + ADA));
    var details = EventCodec.JSON.createObjectNode();
    details.putObject("request").put("to", ADA);
    return relay.moveToDeadLetters(
        each ->
            each.messageId("+491711234567")
                .event("Invited " + ADA)
                .message("No subscriber " + ADA)
                .details(details));
  }

  @Test
  void a_list_is_masked_until_an_operator_reveals_it_and_that_is_recorded() {
    String id = deadLetter();

    JsonNode masked = json(relay.call("GET", DEAD_LETTERS)).at("/items/0");
    assertThat(masked.get("id").asText()).isEqualTo(id);
    assertThat(masked.get("userId").asText()).isEqualTo("a***@***.com");
    assertThat(masked.get("messageId").asText()).isEqualTo("+49***67");
    assertThat(masked.get("event").asText()).isEqualTo("Invited a***@***.com");
    assertThat(masked.get("message").asText()).isEqualTo("No subscriber a***@***.com");
    assertThat(json(relay.call("GET", DEAD_LETTERS + "?userId=" + ADA)).get("total").asInt())
        .isOne();
    assertThat(audited(relay.source)).isEmpty();

    JsonNode shown =
        json(relay.call("GET", DEAD_LETTERS + "?reveal=true&source=" + relay.source))
            .at("/items/0");
    assertThat(shown.get("userId").asText()).isEqualTo(ADA);
    assertThat(shown.get("messageId").asText()).isEqualTo("+491711234567");
    await().until(() -> audited(relay.source).size() == 1);
    assertThat(audited(relay.source).get(0).toString())
        .contains(
            "show-personal-data", "\"by\":\"ops\"", "/admin/dead-letters", "\"showings\":\"1\"")
        .doesNotContain("ada");
  }

  @Test
  void a_viewer_cannot_reveal() {
    deadLetter();
    relay.use("token-of-board");

    HttpResponse<String> response = relay.call("GET", DEAD_LETTERS + "?reveal=true");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(json(response).get("detail").asText()).contains("needs the role operator", "board");
    assertThat(relay.call("GET", DEAD_LETTERS + "?reveal=false").statusCode()).isEqualTo(200);
    assertThat(relay.call("GET", DEAD_LETTERS + "?reveal=yes").statusCode()).isEqualTo(400);
  }

  @Test
  void an_operator_sees_one_record_as_it_is_and_a_viewer_sees_it_masked() {
    String id = deadLetter();

    String operator = relay.call("GET", DEAD_LETTERS + "/" + id).body();
    assertThat(operator).contains(ADA).contains("\"total\":10.50");
    relay.use("token-of-board");
    HttpResponse<String> viewer = relay.call("GET", DEAD_LETTERS + "/" + id);

    assertThat(viewer.statusCode()).isEqualTo(200);
    assertThat(viewer.body()).doesNotContain(ADA).doesNotContain("1711234");
    assertThat(json(viewer).get("id").asText()).isEqualTo(id);
    assertThat(json(viewer).at("/received/userId").asText()).isEqualTo("a***@***.com");
    assertThat(json(viewer).at("/request/to").asText()).isEqualTo("a***@***.com");
    await().until(() -> audited(relay.source).size() == 1);
    assertThat(audited(relay.source).get(0).get("subject").asText()).isEqualTo(id);
  }

  @Test
  void a_program_that_reads_many_records_does_not_fill_the_audit_log() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(relay.addDeadLetter("u" + i, "m" + i));
    }
    ids.forEach(id -> relay.call("GET", DEAD_LETTERS + "/" + id));
    relay.call("DELETE", DEAD_LETTERS + "/" + ids.get(0));

    await().until(() -> audited(relay.source).size() == 2);
    assertThat(audited(relay.source))
        .extracting(each -> each.get("action").asText())
        .containsExactly("delete", "show-personal-data");
  }

  private List<JsonNode> audited(String source) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode item : json(relay.call("GET", "/admin/audit?limit=500")).get("items")) {
      if (source.equals(item.get("source").textValue())) {
        found.add(item);
      }
    }
    return found;
  }
}
