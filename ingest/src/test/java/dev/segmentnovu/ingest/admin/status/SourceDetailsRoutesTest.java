package dev.segmentnovu.ingest.admin.status;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.queue.history.Credential;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the port shows of one source. */
final class SourceDetailsRoutesTest {

  private static final Instant USED = Instant.parse("2026-01-31T12:00:00Z");

  private final AdminFixture relay = AdminFixture.open();
  private final List<Heartbeat> workers = new ArrayList<>();
  private final String path = "/admin/sources/" + relay.source;

  @AfterEach
  void close() {
    workers.forEach(worker -> get(relay.queue.operators().presence().leave(worker)));
    relay.close();
  }

  private void work(String name, SourceState state, int calls, int limit) {
    var source = new Heartbeat.Source(relay.source, state, 1, calls, limit);
    var worker = new Heartbeat(name, Role.WORKER, "1", Instant.now(), List.of(source));
    workers.add(worker);
    get(relay.queue.operators().presence().beat(worker));
  }

  @Test
  void it_shows_how_the_source_stands_and_how_it_is_connected() {
    HttpResponse<String> response = relay.call("GET", path);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode source = json(response);
    assertThat(source.fieldNames())
        .toIterable()
        .containsExactly(
            "source",
            "state",
            "webhookUrls",
            "trackingUrl",
            "credentials",
            "ordering",
            "anonymous",
            "unmapped",
            "novuUrl",
            "budget",
            "circuit",
            "concurrency");
    assertThat(source.get("state"))
        .isEqualTo(json(relay.call("GET", "/admin/status")).at("/sources/0"));
    assertThat(source.get("webhookUrls")).isEmpty();
    assertThat(source.get("trackingUrl").asText()).startsWith("http://").endsWith("/v1");
    assertThat(source.get("credentials").toString())
        .isEqualTo("[{\"kind\":\"write-key\",\"name\":\"write key 1\",\"lastUsedAt\":null}]");
    assertThat(source.get("ordering").asText()).isEqualTo("per-user");
    assertThat(source.get("anonymous").asText()).isEqualTo("skip");
    assertThat(source.get("unmapped").asText()).isEqualTo("dead-letter");
    assertThat(source.get("novuUrl").asText()).isEqualTo("http://127.0.0.1:1");
    assertThat(source.get("budget")).isEmpty();
    assertThat(source.get("circuit").asText()).isEqualTo("closed");
    assertThat(source.get("concurrency").toString())
        .isEqualTo("{\"used\":0,\"limit\":0,\"max\":0}");
    assertThat(response.body()).doesNotContain("\"key\"");
  }

  @Test
  void it_shows_when_a_credential_was_used_last() {
    relay
        .activity
        .source(relay.source)
        .used(Credential.Kind.WRITE_KEY, new Secret("key"), USED.toEpochMilli());
    relay
        .activity
        .source(relay.source)
        .used(Credential.Kind.WRITE_KEY, new Secret("removed"), USED.toEpochMilli() + 5_000);
    relay.flush();

    assertThat(json(relay.call("GET", path)).at("/credentials/0/lastUsedAt").asText())
        .isEqualTo("2026-01-31T12:00:00.000Z");
  }

  @Test
  void it_sums_the_calls_of_the_workers_and_says_whether_a_circuit_is_open() {
    work(relay.source + "-a", SourceState.RUNNING, 3, 8);
    work(
        relay.source + "-b",
        new SourceState(Kind.CIRCUIT_OPEN, 503, "busy", USED, null, null),
        2,
        4);

    JsonNode source = json(relay.call("GET", path));

    assertThat(source.get("circuit").asText()).isEqualTo("open");
    assertThat(source.get("concurrency").toString())
        .isEqualTo("{\"used\":5,\"limit\":12,\"max\":128}");
  }

  @Test
  void it_shows_the_budget_and_when_it_is_full_again() {
    var seen = new Seen(300, Duration.ofSeconds(5), 330, 200, 0, Duration.ZERO, 0);
    var none = new BatchBid("w", 0);
    get(relay.queue.rateBudget().take(relay.source, new Ask("trigger", 50, none, null, seen)));
    Instant before = Instant.now();

    JsonNode budget = json(relay.call("GET", path)).at("/budget/0");

    assertThat(budget.get("category").asText()).isEqualTo("trigger");
    assertThat(budget.get("limit").asInt()).isEqualTo(300);
    assertThat(budget.get("windowSeconds").asDouble()).isEqualTo(5);
    assertThat(budget.get("remaining").asInt()).isBetween(150, 330);
    assertThat(Instant.parse(budget.get("resetAt").asText())).isAfter(before.minusSeconds(1));
  }

  @Test
  void a_source_that_is_not_configured_is_a_404() {
    assertThat(relay.call("GET", "/admin/sources/other").statusCode()).isEqualTo(404);
  }
}
