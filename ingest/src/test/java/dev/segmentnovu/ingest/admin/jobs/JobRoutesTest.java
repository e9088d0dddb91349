package dev.segmentnovu.ingest.admin.jobs;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs over HTTP and Redis. */
final class JobRoutesTest {

  private static final String JOBS = "/admin/jobs";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final AdminFixture relay = AdminFixture.open();
  private final List<String> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(id -> relay.call("POST", JOBS + "/" + id + "/cancel"));
    // a job that runs would count in the next test
    started.forEach(this::ended);
    relay.close();
  }

  @Test
  void a_replay_puts_back_what_matches_and_reports_it() {
    String first = relay.addDeadLetter("u1", "m1");
    relay.addDeadLetter("u1", "m2");
    relay.enqueue("u2", "m3", track("u2", "Other"));
    relay.moveToDeadLetters(each -> each.event("Other").reason("rejected"));

    JsonNode job = ended(start("'action':'replay','filter':{'reason':'unmapped'}"));

    assertThat(job.get("state").asText()).isEqualTo("done");
    assertThat(job.get("total").asInt()).isEqualTo(2);
    assertThat(job.get("acted").asInt()).isEqualTo(2);
    assertThat(job.get("left").asInt()).isZero();
    assertThat(job.get("failures").asInt()).isZero();
    assertThat(job.at("/report/gone").asInt()).isZero();
    assertThat(job.get("createdBy").asText()).isEqualTo("-");
    assertThat(job.at("/filter/reason").asText()).isEqualTo("unmapped");
    assertThat(job.at("/filter").has("until")).isTrue();
    assertThat(deadLetters()).isEqualTo(1);
    ClaimedUser user = relay.claim();
    StoredEvent event = EventCodec.decode(user.entries().get(0));
    assertThat(user.entries()).hasSize(2);
    assertThat(event.replays()).isEqualTo(1);
    assertThat(event.deadLetterId()).isEqualTo(first);
  }

  @Test
  void a_dry_run_shows_what_would_be_sent_and_changes_nothing() {
    for (int i = 0; i < 12; i++) {
      relay.addDeadLetter("u" + i, "m" + i);
    }

    HttpResponse<String> response =
        post(body("'action':'replay','filter':{},'dryRun':true,'event':{'event':'New'}"));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode plan = json(response);
    assertThat(plan.get("count").asInt()).isEqualTo(12);
    assertThat(plan.get("samples")).hasSize(10);
    assertThat(plan.at("/samples/0/userId").asText()).isNotBlank();
    assertThat(plan.at("/samples/0/failure").isNull()).isTrue();
    assertThat(plan.at("/samples/0/wouldSend/0/body").asText()).contains("\"event\":\"New\"");
    assertThat(deadLetters()).isEqualTo(12);
  }

  @Test
  void a_job_with_the_times_of_its_plan_leaves_what_died_after_the_plan() {
    Instant before = Instant.now().minusSeconds(60);
    relay.enqueue("u1", "m1", track("u1", "A"));
    relay.moveToDeadLetters(each -> each.deadAt(before));
    JsonNode plan = json(post(body("'action':'discard','filter':{'since':'1h'},'dryRun':true")));
    relay.enqueue("u2", "m2", track("u2", "A"));
    Instant later = Instant.parse(plan.get("until").asText()).plusMillis(1);
    relay.moveToDeadLetters(each -> each.deadAt(later));

    JsonNode job =
        ended(
            start(
                "'action':'discard','filter':{'since':'%s','until':'%s'}"
                    .formatted(plan.get("since").asText(), plan.get("until").asText())));

    assertThat(plan.get("count").asInt()).isEqualTo(1);
    assertThat(job.get("acted").asInt()).isEqualTo(1);
    assertThat(deadLetters()).isEqualTo(1);
  }

  @Test
  void the_same_idempotency_key_is_the_same_job() {
    relay.addDeadLetter("u1", "m1");
    String key = UUID.randomUUID().toString();
    String body = body("'action':'discard','filter':{}");

    HttpResponse<String> first = post(body, "Idempotency-Key", key);
    String id = json(first).get("id").asText();
    ended(id);
    relay.addDeadLetter("u1", "m2");
    HttpResponse<String> second = post(body, "Idempotency-Key", key);

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(json(second).get("id").asText()).isEqualTo(id);
    assertThat(json(second).get("acted").asInt()).isEqualTo(1);
    assertThat(deadLetters()).isEqualTo(1);
    HttpResponse<String> other =
        post(body("'action':'replay','filter':{}"), "Idempotency-Key", key);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(post(body, "Idempotency-Key", "x".repeat(256)).statusCode()).isEqualTo(400);
  }

  @Test
  void a_replay_as_it_was_sends_the_trigger_that_failed() {
    ObjectNode details = EventCodec.JSON.createObjectNode();
    ObjectNode trigger = details.putObject("request").putObject("body");
    trigger.put("name", "old").put("to", "u1").put("transactionId", "t");
    trigger.putObject("payload").put("n", 1);
    relay.enqueue("u1", "m1", track("u1", "A"));
    relay.moveToDeadLetters(each -> each.reason("rejected").details(details));
    String never = relay.addDeadLetter("u2", "m2");

    JsonNode job = ended(start("'action':'replay','mapping':'stored','filter':{}"));

    assertThat(job.get("acted").asInt()).isEqualTo(1);
    assertThat(job.get("failures").asInt()).isEqualTo(1);
    JsonNode failure = job.at("/report/failures/0");
    assertThat(failure.get("code").asText()).isEqualTo("nothing-stored");
    assertThat(failure.get("message").asText()).contains("mapping current");
    assertThat(failure.get("examples").get(0).asText()).isEqualTo(never);
    assertThat(EventCodec.decode(relay.claim().entries().get(0)).trigger()).isEqualTo(trigger);
  }

  @Test
  void one_edit_is_merged_into_each_event_and_an_event_that_it_breaks_stays() {
    relay.addDeadLetter("u1", "m1");
    relay.enqueue("u2", "m2", "{\"type\":\"track\",\"userId\":\"u2\"}");
    relay.moveToDeadLetters(each -> each.event("x"));

    JsonNode job =
        ended(
            start(
                "'action':'replay','filter':{},'event':{'userId':'u1','properties':{'total':null,'a':1}}"));

    assertThat(job.get("acted").asInt()).isEqualTo(1);
    assertThat(job.at("/report/failures/0/code").asText()).isEqualTo("edit-invalid");
    assertThat(
            new String(
                EventCodec.decode(relay.claim().entries().get(0)).body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"track\",\"userId\":\"u1\",\"event\":\"Signed Up\",\"properties\":{\"a\":1}}");
  }

  @Test
  void a_user_whose_head_is_being_delivered_is_tried_again() {
    relay.addDeadLetter("u1", "m1");
    relay.enqueue("u1", "m2", track("u1", "A"));
    ClaimedUser held = relay.claim();
    String id = start("'action':'replay','position':'head','filter':{}");
    await().atMost(LIMIT).until(() -> show(id).at("/report/busyRetries").asInt() > 0);
    assertThat(show(id).get("state").asText()).isEqualTo("running");
    assertThat(show(id).get("left").asInt()).isEqualTo(1);

    relay.settle(held, new Next.Release(), new Settled.Delivered());

    assertThat(ended(id).get("acted").asInt()).isEqualTo(1);
    assertThat(relay.claim().entries()).hasSize(1);
  }

  @Test
  void what_a_step_did_before_it_stopped_at_a_busy_user_counts_as_replayed() {
    relay.addDeadLetter("u1", "m1");
    relay.addDeadLetter("u2", "m2");
    relay.enqueue("u1", "m3", track("u1", "A"));
    ClaimedUser held = relay.claim();
    String id = start("'action':'replay','position':'head','filter':{}");
    await().atMost(LIMIT).until(() -> show(id).at("/report/busyRetries").asInt() > 0);
    relay.settle(held, new Next.Release(), new Settled.Delivered());

    assertThat(ended(id).get("acted").asInt()).isEqualTo(2);
    relay.flush();
    JsonNode history = json(relay.call("GET", "/admin/history?source=" + relay.source));
    int replayed = 0;
    for (JsonNode point : history.at("/sources/0/points")) {
      replayed += point.get("replayed").asInt();
    }
    assertThat(replayed).isEqualTo(2);
  }

  @Test
  void a_discard_deletes_and_frees_the_bytes() {
    relay.addDeadLetter("u1", "m1");
    relay.enqueueRaw("u1", "m2", new byte[] {1});
    relay.moveToDeadLetters(each -> each.reason("undecodable"));

    assertThat(ended(start("'action':'discard','filter':{}")).get("acted").asInt()).isEqualTo(2);

    assertThat(deadLetters()).isZero();
    assertThat(get(relay.queue.stats(relay.source)).deadBytes()).isZero();
  }

  @Test
  void an_export_streams_the_frozen_filter_one_dead_letter_in_a_line() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      ids.add(relay.addDeadLetter("u" + i, "m" + i));
    }
    String id = start("'action':'export','filter':{}");
    assertThat(show(id).get("state").asText()).isEqualTo("done");
    assertThat(show(id).get("total").asInt()).isEqualTo(150);

    HttpResponse<String> result = relay.call("GET", JOBS + "/" + id + "/result");

    assertThat(result.statusCode()).isEqualTo(200);
    assertThat(result.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    List<String> found = new ArrayList<>();
    for (String line : result.body().lines().toList()) {
      JsonNode letter = EventCodec.JSON.readTree(line);
      assertThat(letter.at("/received/event").asText()).isEqualTo("Signed Up");
      found.add(letter.get("id").asText());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(deadLetters()).isEqualTo(150);
  }

  @Test
  void an_event_that_was_sent_with_line_breaks_is_one_line_of_an_export() throws Exception {
    relay.enqueue(
        "u1", "m1", "{\n  \"userId\": \"u1\",\r\n  \"note\": \"a\\nb\",\n  \"total\": 10.50\n}\n");
    relay.moveToDeadLetters(each -> each);
    String id = start("'action':'export','filter':{}");

    List<String> lines = relay.call("GET", JOBS + "/" + id + "/result").body().lines().toList();

    assertThat(lines).hasSize(1);
    assertThat(EventCodec.JSON.readTree(lines.get(0)).at("/received/note").asText())
        .isEqualTo("a\nb");
    assertThat(lines.get(0)).contains("\"total\": 10.50");
  }

  @Test
  void a_cancelled_job_stops_and_what_it_did_stays_done() {
    for (int i = 0; i < 5; i++) {
      relay.addDeadLetter("u" + i, "m" + i);
    }
    String id = start("'action':'discard','filter':{},'ratePerSecond':1");
    await().atMost(LIMIT).until(() -> show(id).get("acted").asInt() > 0);

    assertThat(relay.call("POST", JOBS + "/" + id + "/cancel").statusCode()).isEqualTo(202);

    JsonNode job = ended(id);
    assertThat(job.get("state").asText()).isEqualTo("cancelled");
    assertThat(job.get("acted").asInt()).isLessThan(5);
    assertThat(job.get("left").asInt()).isEqualTo(5 - job.get("acted").asInt());
    assertThat(deadLetters()).isEqualTo(5 - job.get("acted").asInt());
    assertThat(relay.call("POST", JOBS + "/" + id + "/cancel").statusCode()).isEqualTo(409);
  }

  @Test
  void at_most_five_jobs_run_at_the_same_time() {
    for (int i = 0; i < 40; i++) {
      relay.addDeadLetter("u" + i, "m" + i);
    }
    String slow = "'action':'discard','filter':{},'ratePerSecond':1";
    for (int i = 0; i < 5; i++) {
      start(slow);
    }

    HttpResponse<String> sixth = post(body(slow));

    assertThat(sixth.statusCode()).isEqualTo(409);
    assertThat(json(sixth).get("detail").asText()).contains("cancel one");
  }

  @Test
  void jobs_are_listed_newest_first() {
    String first = start("'action':'export','filter':{}");
    String second = start("'action':'export','filter':{}");

    JsonNode items = json(relay.call("GET", JOBS)).get("items");

    List<String> ids = new ArrayList<>();
    items.forEach(item -> ids.add(item.get("id").asText()));
    assertThat(ids).contains(first, second);
    assertThat(ids.indexOf(second)).isLessThan(ids.indexOf(first));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /admin/jobs/nosuch, 404",
    "POST, /admin/jobs/nosuch/cancel, 404",
    "GET, /admin/jobs/nosuch/result, 404"
  })
  void an_unknown_job_is_a_404(String method, String path, int status) {
    assertThat(relay.call(method, path).statusCode()).isEqualTo(status);
  }

  @Test
  void only_an_export_has_a_result() {
    String id = start("'action':'discard','filter':{}");
    ended(id);

    assertThat(relay.call("GET", JOBS + "/" + id + "/result").statusCode()).isEqualTo(409);
  }

  @Test
  void one_problem_names_every_mistake() {
    HttpResponse<String> response =
        post(body("'action':'x','filter':{'reason':'y'},'ratePerSecond':0"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("errors").findValuesAsText("where"))
        .containsExactly("action", "filter.reason", "ratePerSecond");
  }

  private static String body(String members) {
    return "{" + members.replace('\'', '"') + "}";
  }

  private String start(String members) {
    HttpResponse<String> response = post(body(members));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    String id = json(response).get("id").asText();
    started.add(id);
    return id;
  }

  private HttpResponse<String> post(String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", "application/json"));
    return relay.call("POST", JOBS, body, all.toArray(String[]::new));
  }

  private JsonNode show(String id) {
    return json(relay.call("GET", JOBS + "/" + id));
  }

  private JsonNode ended(String id) {
    await().atMost(LIMIT).until(() -> !show(id).get("state").asText().equals("running"));
    return show(id);
  }

  private int deadLetters() {
    return json(relay.call("GET", "/admin/dead-letters")).get("total").asInt();
  }
}
