package dev.segmentnovu.ingest.admin.history;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.history.SourceRecorder;
import dev.segmentnovu.queue.history.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the admin API shows of the past, over HTTP and Redis. */
final class HistoryRoutesTest {

  private final AdminFixture relay = AdminFixture.open();
  private final SourceRecorder recorder = relay.activity.source(relay.source);

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void the_history_has_a_point_for_each_step_and_a_funnel() {
    recorder.count(ActivityCount.RECEIVED, 10);
    recorder.count(ActivityCount.ACCEPTED, 7);
    recorder.count(ActivityCount.DUPLICATE, 1);
    recorder.count(ActivityCount.REJECTED, 1);
    recorder.count(ActivityCount.ANONYMOUS, 1);
    recorder.count(ActivityCount.SKIPPED, 2);
    recorder.count(ActivityCount.DEAD, 1);
    recorder.delivered(Duration.ofSeconds(2));
    recorder.unmapped("Order Placed", true, Instant.now());
    relay.enqueue("u", "m", AdminFixture.track("u", "A"));
    // the port samples the depth itself
    await()
        .untilAsserted(
            () -> {
              relay.flush();
              assertThat(history("?from=10m&step=10m").at("/funnel/0/waiting").asInt())
                  .isEqualTo(1);
            });

    JsonNode history = history("?from=10m&step=1m&source=" + relay.source);

    assertThat(history.get("stepSeconds").asInt()).isEqualTo(60);
    assertThat(history.get("sources")).hasSize(1);
    assertThat(history.at("/sources/0/source").asText()).isEqualTo(relay.source);
    JsonNode points = history.at("/sources/0/points");
    assertThat(points).hasSize(11);
    assertThat(points.get(0).get("at").asText()).isEqualTo(history.get("from").asText());
    assertThat(points.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "at",
            "received",
            "accepted",
            "duplicate",
            "rejected",
            "anonymous",
            "skipped",
            "unmapped",
            "delivered",
            "unchanged",
            "retried",
            "dead",
            "replayed",
            "p50Seconds",
            "p95Seconds",
            "p99Seconds",
            "depth",
            "oldestDueSeconds",
            "budgetUsed");
    assertThat(points.get(0).get("p50Seconds").isNull()).isTrue();
    JsonNode funnel = history.at("/funnel/0");
    assertThat(funnel.toString())
        .isEqualTo(
            """
            {"source":"%s","received":10,"duplicate":1,"rejected":1,"skipped":3,"unmapped":1,\
            "waiting":1,"dead":1,"delivered":1}"""
                .formatted(relay.source));
    JsonNode whole = history("?from=20m&step=1h").at("/sources/0/points");
    double p50 = 0;
    for (JsonNode point : whole) {
      p50 = Math.max(p50, point.get("p50Seconds").asDouble());
    }
    assertThat(p50).isBetween(1.6, 2.4);
  }

  @Test
  void a_replay_is_counted() {
    String id = relay.addDeadLetter("u", "m");

    relay.call("POST", "/admin/dead-letters/" + id + "/replay");
    relay.flush();

    int replayed = 0;
    for (JsonNode point : history("?from=10m").at("/sources/0/points")) {
      replayed += point.get("replayed").asInt();
    }
    assertThat(replayed).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/history?step=1x",
        "/admin/history?since=1h",
        "/admin/issues?acknowledged=yes",
        "/admin/issues?source=other",
        "/admin/unmapped?source=other",
        "/admin/rejections?source=other",
        "/admin/rejections?limit=5",
        "/admin/live?event=everything",
        "/admin/live?source=other"
      })
  void an_invalid_parameter_is_refused_with_what_is_allowed(String path) {
    var response = relay.call("GET", path);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/detail").asText()).matches(".*(there is|must be).*");
  }

  @Test
  void failures_are_grouped_and_acknowledged() {
    recorder.failed(failure("no subscriber u1", "u1", null));
    recorder.failed(failure("no subscriber u2", "u2", relay.source + ".0.a"));
    relay.flush();

    JsonNode items = json(relay.call("GET", "/admin/issues")).get("items");
    assertThat(items).hasSize(1);
    JsonNode group = items.get(0);
    assertThat(group.get("source").asText()).isEqualTo(relay.source);
    assertThat(group.get("workflow").asText()).isEqualTo("welcome");
    assertThat(group.get("reason").asText()).isEqualTo("rejected");
    assertThat(group.get("status").asInt()).isEqualTo(422);
    assertThat(group.get("message").asText()).isEqualTo("no subscriber <id>");
    assertThat(group.get("count").asInt()).isEqualTo(1);
    assertThat(group.get("retries").asInt()).isEqualTo(1);
    assertThat(group.get("users").asInt()).isEqualTo(2);
    assertThat(group.get("sample").asText()).isEqualTo(relay.source + ".0.a");
    assertThat(group.get("acknowledgedBy").isNull()).isTrue();
    assertThat(group.get("acknowledgedAt").isNull()).isTrue();

    String path = "/admin/issues/" + group.get("id").asText() + "/acknowledge";
    JsonNode acknowledged = json(relay.call("POST", path));

    assertThat(acknowledged.get("acknowledgedBy").asText()).isEqualTo("-");
    assertThat(json(relay.call("POST", path))).as("again").isEqualTo(acknowledged);
    assertThat(list("/admin/issues?acknowledged=true")).hasSize(1);
    assertThat(list("/admin/issues?acknowledged=false")).isEmpty();
    assertThat(list("/admin/issues?source=" + relay.source)).hasSize(1);
  }

  @Test
  void an_event_that_has_a_workflow_by_now_comes_without_the_line() {
    recorder.unmapped("Signed Up", true, Instant.now());
    relay.flush();

    JsonNode item = list("/admin/unmapped").get(0);

    assertThat(item.get("mapped").booleanValue()).isTrue();
    assertThat(item.get("line").isNull()).isTrue();
  }

  @Test
  void an_unknown_group_is_a_404() {
    for (String id : List.of("x", "other.0011223344556677", relay.source + ".0011223344556677")) {
      assertThat(relay.call("POST", "/admin/issues/" + id + "/acknowledge").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void unmapped_events_come_with_the_line_that_maps_them() {
    // Redis forgets names that were not seen for 30 days
    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String written = at.toString().replace("Z", ".000Z");
    recorder.unmapped("Say \"hi\"", false, at);
    recorder.unmapped("Order Placed", true, at);
    recorder.unmapped("Order Placed", true, at);
    relay.flush();

    JsonNode items = list("/admin/unmapped");

    assertThat(items).hasSize(2);
    assertThat(items.get(0).toString())
        .isEqualTo(
            """
            {"source":"%s","event":"Order Placed","count":2,"firstSeen":"%s",\
            "lastSeen":"%s","deadLetters":2,\
            "mapped":false,"line":"      \\"Order Placed\\": WORKFLOW-ID"}"""
                .formatted(relay.source, written, written));
    assertThat(items.get(1).get("deadLetters").isNull()).isTrue();
    assertThat(items.get(1).get("mapped").booleanValue()).isFalse();
    assertThat(items.get(1).get("line").asText())
        .isEqualTo("      \"Say \\\"hi\\\"\": WORKFLOW-ID");
  }

  @Test
  void rejections_are_listed_and_counted_by_code() {
    // rejections that a process held for long are not kept
    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    recorder.rejected(new Rejection(at, "too_large", "is too large", "m1", "u1", 0));
    recorder.rejected(new Rejection(at, "no_user_anon_id", "userId is required", null, null, 4));
    recorder.rejected(new Rejection(at, "no_user_anon_id", "userId is required", null, null, 5));
    recorder.refusedUnknownSender("unauthorized");
    relay.flush();

    JsonNode all = json(relay.call("GET", "/admin/rejections"));

    assertThat(all.get("items")).hasSize(3);
    assertThat(all.at("/items/2").toString())
        .isEqualTo(
            """
            {"at":"%s","source":"%s","code":"too_large",\
            "message":"is too large","messageId":"m1","userId":"u1","index":0}"""
                .formatted(at.toString().replace("Z", ".000Z"), relay.source));
    assertThat(all.get("counts")).hasSize(3);
    assertThat(all.at("/counts/0/code").asText()).isEqualTo("no_user_anon_id");
    assertThat(all.at("/counts/0/count").asInt()).isEqualTo(2);
    JsonNode one = json(relay.call("GET", "/admin/rejections?code=unauthorized"));
    assertThat(one.get("items")).isEmpty();
    assertThat(one.get("counts")).hasSize(1);
  }

  private JsonNode list(String path) {
    return json(relay.call("GET", path)).get("items");
  }

  private JsonNode history(String query) {
    return json(relay.call("GET", "/admin/history" + query));
  }

  private static Failure failure(String message, String user, @Nullable String deadLetter) {
    return new Failure("welcome", "rejected", 422, message, user, Instant.now(), deadLetter);
  }
}
