package dev.segmentnovu.ingest.admin.auditlog;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What operators do, in the log, in Redis, as a list and as an export. */
final class AuditRoutesTest {

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

  /** The entries of this test's source, newest first. */
  private List<JsonNode> entries() {
    List<JsonNode> mine = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = json(relay.call("GET", "/admin/audit?limit=500&cursor=" + next));
      page.get("items")
          .forEach(
              item -> {
                if (relay.source.equals(item.get("source").textValue())) {
                  mine.add(item);
                }
              });
      next = page.get("next").textValue();
    } while (next != null);
    return mine;
  }

  private List<JsonNode> awaitEntries(int count) {
    await().until(() -> entries().size() >= count);
    List<JsonNode> found = entries();
    assertThat(found).hasSize(count);
    return found;
  }

  @Test
  void a_change_is_listed_with_who_made_it() {
    Instant before = Instant.now().minusSeconds(60);
    String id = relay.addDeadLetter("u1", "m1");
    relay.call("DELETE", "/admin/dead-letters/" + id);
    relay.enqueue("ada@example.com", "m2", AdminFixture.track("ada@example.com", "E"));
    relay.call("POST", "/admin/users/" + relay.source + "/ada%40example.com/park");

    List<JsonNode> found = awaitEntries(2);

    JsonNode deleted = found.get(1);
    assertThat(Instant.parse(deleted.get("at").asText())).isAfter(before);
    assertThat(deleted.get("at").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(without(deleted, "at"))
        .isEqualTo(
            """
            {"by":"ops","role":"operator","remote":"127.0.0.1","action":"delete","source":"%s","subject":"%s",\
            "details":{}}"""
                .formatted(relay.source, id));
    assertThat(found.get(0).get("action").asText()).isEqualTo("park");
    assertThat(found.get(0).get("subject").asText())
        .isEqualTo(AuditLog.userHash(relay.source, "ada@example.com"))
        .matches("user:[0-9a-f]{16}");
    assertThat(found.toString()).doesNotContain("ada@").doesNotContain("u1");
  }

  private static String without(JsonNode json, String member) {
    var copy = (com.fasterxml.jackson.databind.node.ObjectNode) json.deepCopy();
    copy.remove(member);
    return copy.toString();
  }

  @Test
  void an_export_has_one_object_per_line_and_the_same_entries() throws IOException {
    for (int i = 0; i < 3; i++) {
      relay.call("DELETE", "/admin/dead-letters/" + relay.addDeadLetter("u" + i, "m" + i));
    }
    List<JsonNode> listed = awaitEntries(3);
    relay.use("token-of-board");

    HttpResponse<String> response = relay.call("GET", "/admin/audit/export");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    List<JsonNode> exported = new ArrayList<>();
    for (String line : response.body().lines().toList()) {
      JsonNode each = EventCodec.JSON.readTree(line);
      if (relay.source.equals(each.get("source").textValue())) {
        exported.add(each);
      }
    }
    assertThat(exported).isEqualTo(listed);
    assertThat(response.body()).endsWith("}\n");
  }

  @Test
  void an_export_of_more_than_one_chunk_is_complete() {
    var entries = relay.queue.operators().auditEntries();
    for (int i = 0; i < 1_100; i++) {
      AdminFixture.get(
          entries.store(
              new dev.segmentnovu.queue.admin.AuditEntries.Action(
                  "x", "operator", "::1", "a" + i, relay.source, null, java.util.Map.of())));
    }

    long lines =
        relay
            .call("GET", "/admin/audit/export")
            .body()
            .lines()
            .filter(line -> line.contains(relay.source))
            .count();

    assertThat(lines).isEqualTo(1_100);
  }

  @Test
  void every_wrong_parameter_is_named() {
    HttpResponse<String> response =
        relay.call("GET", "/admin/audit?limit=501&by=ops&cursor=1-1&cursor=2-1");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("errors").findValuesAsText("where"))
        .containsExactly("by", "cursor", "limit");
    assertThat(json(relay.call("GET", "/admin/audit?cursor=x")).at("/errors/0/where").asText())
        .isEqualTo("cursor");
    assertThat(relay.call("GET", "/admin/audit/export?limit=1").statusCode()).isEqualTo(400);
  }

  @Test
  void a_change_whose_entry_cannot_be_stored_is_made_and_logged() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger("dev.segmentnovu.audit");
    logger.addAppender(lines);
    String id = relay.addDeadLetter("u1", "m1");
    var broken = relay.deployWithoutAuditEntries();

    HttpResponse<String> response =
        relay.call("DELETE", broken.port(), "/admin/dead-letters/" + id);

    assertThat(response.statusCode()).isEqualTo(204);
    await()
        .untilAsserted(
            () ->
                assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .contains(
                        "action=delete by=ops role=operator remote=127.0.0.1 source="
                            + relay.source
                            + " subject="
                            + id
                            + " details={}",
                        "The entry before, action=delete by=ops, is in this log only: Redis did not"
                            + " store it. away"));
    logger.detachAppender(lines);
  }
}
