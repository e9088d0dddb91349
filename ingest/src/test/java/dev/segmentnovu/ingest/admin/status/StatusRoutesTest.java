package dev.segmentnovu.ingest.admin.status;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.queue.redis.TestRedis;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The status of the relay over HTTP, from a real Redis. */
final class StatusRoutesTest {

  private static final String STATUS = "/admin/status";
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final AdminFixture relay = AdminFixture.open();
  private final String name = "host-" + UUID.randomUUID();
  private final List<Heartbeat> reported = new ArrayList<>();

  @AfterEach
  void close() {
    reported.forEach(each -> get(relay.queue.operators().presence().leave(each)));
    relay.close();
  }

  @Test
  void the_status_shows_sources_processes_and_redis() {
    relay.enqueue("u1", "m1", track("u1", "A"));
    relay.enqueue("u2", "m2", track("u2", "A"));
    var refused =
        new SourceState(Kind.SUSPENDED, 401, "API Key not found", NOON, null, NOON.plusSeconds(30));
    report(Role.WORKER, new Heartbeat.Source(relay.source, refused, 7));
    report(Role.INGEST, new Heartbeat.Source(relay.source, SourceState.RUNNING, 0));

    JsonNode status = json(relay.call("GET", STATUS));

    assertThat(status.fieldNames())
        .toIterable()
        .containsExactly("sources", "workers", "ingests", "intake", "redis", "configuration");
    JsonNode source = status.at("/sources/0");
    assertThat(source.fieldNames())
        .toIterable()
        .containsExactly(
            "source",
            "state",
            "reason",
            "remedy",
            "since",
            "until",
            "nextProbe",
            "pausedBy",
            "depth",
            "due",
            "claimed",
            "retrying",
            "parked",
            "dead",
            "unmapped",
            "oldestDueSeconds");
    assertThat(source.get("source").asText()).isEqualTo(relay.source);
    assertThat(source.get("state").asText()).isEqualTo("suspended");
    assertThat(source.get("reason").asText()).contains("API Key not found (1 of 1 worker)");
    assertThat(source.get("since").asText()).isEqualTo("2026-01-31T12:00:00.000Z");
    assertThat(source.get("nextProbe").asText()).isEqualTo("2026-01-31T12:00:30.000Z");
    assertThat(source.get("until").isNull()).isTrue();
    assertThat(source.get("depth").asInt()).isEqualTo(2);
    assertThat(source.get("due").asInt()).isEqualTo(2);
    assertThat(source.get("oldestDueSeconds").isNumber()).isTrue();

    JsonNode worker = own(status.get("workers"));
    assertThat(worker.fieldNames())
        .toIterable()
        .containsExactly("name", "version", "startedAt", "seenAt", "alive", "users", "sources");
    assertThat(worker.get("users").asInt()).isEqualTo(7);
    assertThat(worker.at("/sources/0").toString())
        .isEqualTo(
            """
            {"source":"%s","state":"suspended","reason":"API Key not found",\
            "since":"2026-01-31T12:00:00.000Z","until":null,\
            "nextProbe":"2026-01-31T12:00:30.000Z","users":7}\
            """
                .formatted(relay.source));
    JsonNode ingest = own(status.get("ingests"));
    assertThat(ingest.get("sources").toString()).isEqualTo("[\"" + relay.source + "\"]");

    JsonNode redis = status.get("redis");
    assertThat(redis.fieldNames())
        .toIterable()
        .containsExactly(
            "role", "version", "usedBytes", "maxBytes", "appendOnly", "lastFsyncSeconds", "memory");
    assertThat(redis.get("role").asText()).isEqualTo("master");
    assertThat(redis.get("usedBytes").asLong()).isPositive();
    assertThat(redis.get("memory").findValuesAsText("structure"))
        .contains("queue", "dead-letters", "message-ids", "profiles", "jobs", "audit-log");
    assertThat(redis.at("/memory/0/source").asText()).isEqualTo(relay.source);
    assertThat(redis.at("/memory/0/bytes").asLong()).isPositive();
  }

  @Test
  void the_status_names_webhooks_that_are_refused_and_requests_of_no_source() {
    var mismatch = new Refused("unauthorized", "X-Signature is missing", 3, NOON, NOON);
    var unknown = new Refused("unknown_source", "The write key is missing", 7, NOON, NOON);
    report(
        new Heartbeat(
            name,
            Role.INGEST,
            "1.2.3",
            NOON,
            List.of(),
            List.of(
                new Senders(relay.source, null, mismatch),
                new Senders("removed-" + relay.source, null, mismatch),
                new Senders(null, null, unknown))));

    JsonNode status = json(relay.call("GET", STATUS));

    assertThat(status.at("/sources/0/reason").asText())
        .contains("Webhooks are refused since 2026-01-31T12:00:00.000Z", "X-Signature is missing");
    assertThat(status.at("/sources/0/remedy").asText()).contains("SEGMENT_SHARED_SECRET");
    assertThat(status.at("/intake/refused").toString())
        .isEqualTo(
            """
            [{"source":"%s","code":"unauthorized","message":"X-Signature is missing","count":3,\
            "since":"2026-01-31T12:00:00.000Z","lastAt":"2026-01-31T12:00:00.000Z"},\
            {"source":null,"code":"unknown_source","message":"The write key is missing","count":7,\
            "since":"2026-01-31T12:00:00.000Z","lastAt":"2026-01-31T12:00:00.000Z"}]\
            """
                .formatted(relay.source));
  }

  @Test
  void a_source_without_a_worker_says_so() {
    JsonNode source = json(relay.call("GET", STATUS)).at("/sources/0");

    assertThat(source.get("state").asText()).isEqualTo("no-worker");
    assertThat(source.get("reason").asText()).isNotEmpty();
    assertThat(source.get("remedy").asText()).isNotEmpty();
  }

  @Test
  void the_sources_show_how_they_are_configured() {
    report(Role.WORKER, new Heartbeat.Source(relay.source, SourceState.RUNNING, 0));

    JsonNode items = json(relay.call("GET", "/admin/sources")).get("items");

    assertThat(items.toString())
        .isEqualTo(
            """
            [{"source":"%s","state":"running","pausedBy":null,"pausedAt":null,\
            "novuUrl":"http://127.0.0.1:1","workflows":1,"rules":0}]\
            """
                .formatted(relay.source));
  }

  /** Nothing is accepted or delivered then: that is the answer, with its cause. */
  @Test
  void while_redis_is_away_the_status_says_why() {
    try (var away = new AdminFixture(TestRedis.redis("redis://127.0.0.1:1"), null)) {
      for (String path : List.of(STATUS, "/admin/sources")) {
        HttpResponse<String> response = away.call("GET", path);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(json(response).get("detail").asText())
            .startsWith("Nothing is accepted and nothing is delivered: ")
            .contains("REDIS_URL");
      }
    }
  }

  private void report(Role role, Heartbeat.Source source) {
    report(new Heartbeat(name, role, "1.2.3", NOON, List.of(source)));
  }

  private void report(Heartbeat heartbeat) {
    reported.add(heartbeat);
    get(relay.queue.operators().presence().beat(heartbeat));
  }

  /** The process of this test: others may report to the same Redis. */
  private JsonNode own(JsonNode processes) {
    List<JsonNode> own = new ArrayList<>();
    processes.forEach(
        process -> {
          if (process.get("name").asText().equals(name)) {
            own.add(process);
          }
        });
    assertThat(own).hasSize(1);
    return own.get(0);
  }
}
