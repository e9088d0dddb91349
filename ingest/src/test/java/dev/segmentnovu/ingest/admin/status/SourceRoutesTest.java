package dev.segmentnovu.ingest.admin.status;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.admin.SourcePauses;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.control.ProbeAnswer;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.history.ActivityRecorder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators pause, resume and probe a source over HTTP. */
final class SourceRoutesTest {

  private static final String JSON = "application/json";

  private final AdminFixture relay = AdminFixture.open();
  private final SourcePauses pauses =
      relay.queue.operators().queue(List::of, new ActivityRecorder()).pauses();
  private final List<Heartbeat> workers = new ArrayList<>();
  private final String path = "/admin/sources/" + relay.source;

  @AfterEach
  void close() {
    workers.forEach(worker -> get(relay.queue.operators().presence().leave(worker)));
    get(pauses.resume(relay.source));
    relay.close();
  }

  @Test
  void a_paused_source_shows_who_paused_it_when_and_why() {
    HttpResponse<String> response = pause("{\"reason\":\" Novu moves \"}");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = json(response);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("source", "state", "pausedBy", "pausedAt");
    assertThat(json.get("state").asText()).isEqualTo("paused");
    assertThat(json.get("pausedAt").asText()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    assertThat(own().reason()).isEqualTo("Novu moves");

    assertThat(json(pause("{\"reason\":\"another\"}"))).as("again").isEqualTo(json);
    JsonNode status = json(relay.call("GET", "/admin/status")).at("/sources/0");
    assertThat(status.get("state").asText()).isEqualTo("paused");
    assertThat(status.get("reason").asText()).contains("Novu moves");
    assertThat(status.get("pausedBy")).isEqualTo(json.get("pausedBy"));
    JsonNode item = json(relay.call("GET", "/admin/sources")).at("/items/0");
    assertThat(item.get("pausedAt")).isEqualTo(json.get("pausedAt"));
    assertThat(item.get("pausedBy")).isEqualTo(json.get("pausedBy"));
  }

  @Test
  void the_reason_of_a_pause_shows_nobody_s_address() {
    pause("{\"reason\":\"asked by ada@example.com\"}");

    assertThat(own().reason()).isEqualTo("asked by a***@***.com");
    assertThat(relay.call("GET", "/admin/status").body()).doesNotContain("ada@example.com");
  }

  @Test
  void the_audit_log_has_the_reason_of_a_pause_in_one_line_and_without_personal_data() {
    pause("{\"reason\":\"ada@example.com asks\\nsee T-1\"}");

    JsonNode entry = awaitEntry(1);
    assertThat(entry.get("action").asText()).isEqualTo("pause");
    assertThat(entry.at("/details/reason").asText())
        .contains(" asks see T-1")
        .doesNotContain("ada@example.com");
    get(pauses.resume(relay.source));
    pause("{}");
    assertThat(awaitEntry(2).get("details")).isEmpty();
  }

  /**
   * Waits until this source has this many entries, because an entry is stored after the answer;
   * returns the newest.
   */
  private JsonNode awaitEntry(int count) {
    return await().until(this::entries, entries -> entries.size() == count).get(0);
  }

  private List<JsonNode> entries() {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode entry : json(relay.call("GET", "/admin/audit?limit=500")).get("items")) {
      if (entry.path("source").asText().equals(relay.source)) {
        found.add(entry);
      }
    }
    return found;
  }

  @Test
  void a_reason_is_optional() {
    assertThat(relay.call("POST", path + "/pause").statusCode()).isEqualTo(200);
    assertThat(own().reason()).isNull();
  }

  @Test
  void a_resumed_source_is_not_paused_any_more() {
    pause("{}");
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response = relay.call("POST", path + "/resume");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .isEqualTo("{\"source\":\"" + relay.source + "\",\"state\":\"running\"}");
    }
    assertThat(get(pauses.list())).extracting(PausedSource::source).doesNotContain(relay.source);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"reason\":1}; reason",
        "{\"why\":\"x\"}; why",
        "[]; body",
        "{; body",
      })
  void a_mistake_in_a_pause_is_a_400_and_pauses_nothing(String body, String where) {
    HttpResponse<String> response = pause(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo(where);
    assertThat(get(pauses.list())).extracting(PausedSource::source).doesNotContain(relay.source);
  }

  @Test
  void a_reason_is_bounded() {
    String longest = "x".repeat(PauseRequest.REASON_CHARS);
    assertThat(pause("{\"reason\":\"" + longest + "x\"}").statusCode()).isEqualTo(400);
    assertThat(pause("{\"reason\":\"" + longest + "\"}").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "probe"})
  void an_unknown_source_is_a_404(String action) {
    HttpResponse<String> response = relay.call("POST", "/admin/sources/nosuch/" + action);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).get("detail").asText()).contains("/admin/sources");
  }

  @Test
  void a_worker_that_serves_the_source_asks_novu() {
    List<String> asked = new CopyOnWriteArrayList<>();
    worker("idle", "another");
    String worker = worker("busy", relay.source);
    relay
        .queue
        .operators()
        .probes()
        .answer(
            worker,
            source -> {
              asked.add(source);
              return CompletableFuture.completedFuture(
                  new ProbeAnswer(false, 401, "Novu refuses the key", Duration.ofMillis(42)));
            });

    HttpResponse<String> response = relay.call("POST", path + "/probe");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            """
            {"source":"%s","ok":false,"status":401,"message":"Novu refuses the key","tookMillis":42}"""
                .formatted(relay.source));
    assertThat(asked).containsExactly(relay.source);
  }

  @Test
  void without_a_worker_nobody_can_ask() {
    worker("idle", "another");

    JsonNode json = json(relay.call("POST", path + "/probe"));

    assertThat(json.get("ok").asBoolean()).isFalse();
    assertThat(json.get("status").isNull()).isTrue();
    assertThat(json.get("message").asText()).contains("start relay worker");
  }

  private String worker(String name, String source) {
    var served = List.of(new Heartbeat.Source(source, SourceState.RUNNING, 0));
    var heartbeat =
        new Heartbeat(name + "-" + relay.source, Role.WORKER, "1", AdminFixture.RECEIVED, served);
    get(relay.queue.operators().presence().beat(heartbeat));
    workers.add(heartbeat);
    return heartbeat.name();
  }

  private HttpResponse<String> pause(String body) {
    return relay.call("POST", path + "/pause", body, "Content-Type", JSON);
  }

  private PausedSource own() {
    return get(pauses.list()).stream()
        .filter(pause -> pause.source().equals(relay.source))
        .findFirst()
        .orElseThrow();
  }
}
