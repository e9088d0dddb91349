package dev.segmentnovu.ingest.admin.jobs;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.jobs.JobStore.Draft;
import dev.segmentnovu.queue.jobs.JobWork.Instruction;
import dev.segmentnovu.queue.jobs.JobWork.Letter;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.jobs.JobWork.Step;
import dev.segmentnovu.queue.redis.reshard.Resharding.Result;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs for selected dead letters over HTTP and Redis. */
final class SelectedJobsTest {

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
  void a_replay_puts_back_the_selected_ones_oldest_first_and_leaves_the_others() {
    Instant start = Instant.now().minusSeconds(60);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(bury("u1", "m" + i, start.plusSeconds(i), "unmapped"));
    }

    JsonNode job = ended(start("replay", List.of(ids.get(3), gone(), ids.get(0), ids.get(2))));

    assertThat(job.get("state").asText()).isEqualTo("done");
    assertThat(job.get("filter").isNull()).isTrue();
    assertThat(job.get("total").asInt()).isEqualTo(4);
    assertThat(job.get("acted").asInt()).isEqualTo(3);
    assertThat(job.get("left").asInt()).isZero();
    assertThat(job.get("failures").asInt()).isZero();
    assertThat(job.at("/report/gone").asInt()).isEqualTo(1);
    assertThat(texts(job.get("ids"))).containsExactly(ids.get(0), ids.get(2), ids.get(3), gone());
    assertThat(relay.claim().entries())
        .extracting(entry -> EventCodec.decode(entry).messageId())
        .containsExactly("m0", "m2", "m3");
    assertThat(deadLetters()).isEqualTo(2);
    assertThat(json(relay.call("GET", JOBS)).at("/items/0").has("ids"))
        .as("a list of jobs is short")
        .isFalse();
  }

  @Test
  void a_plan_counts_the_selected_ones_by_reason_and_changes_nothing() {
    Instant start = Instant.now().minusSeconds(60);
    List<String> ids = new ArrayList<>(List.of(gone()));
    for (int i = 0; i < 12; i++) {
      ids.add(bury("u" + i, "m" + i, start.plusSeconds(i), i < 4 ? "unmapped" : "rejected"));
    }
    relay.addDeadLetter("other", "m12");

    JsonNode plan = json(post(body("replay", ids, ",'dryRun':true")));

    assertThat(plan.get("count").asInt()).isEqualTo(12);
    assertThat(plan.get("gone").asInt()).isEqualTo(1);
    assertThat(plan.get("reasons").toString())
        .isEqualTo(
            "[{'value':'rejected','count':8},{'value':'unmapped','count':4}]".replace('\'', '"'));
    assertThat(plan.get("since").isNull()).isTrue();
    assertThat(plan.get("until").isNull()).isTrue();
    assertThat(plan.get("samples")).hasSize(10);
    assertThat(plan.at("/samples/0/wouldSend")).hasSize(1);
    assertThat(deadLetters()).isEqualTo(13);
  }

  @Test
  void a_cancelled_job_leaves_the_rest_of_the_selected_ones() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(relay.addDeadLetter("u" + i, "m" + i));
    }
    String id = start("discard", ids.subList(0, 5), ",'ratePerSecond':1");
    await().atMost(LIMIT).until(() -> show(id).get("acted").asInt() > 0);

    assertThat(relay.call("POST", JOBS + "/" + id + "/cancel").statusCode()).isEqualTo(202);

    JsonNode job = ended(id);
    int acted = job.get("acted").asInt();
    assertThat(job.get("state").asText()).isEqualTo("cancelled");
    assertThat(acted).isLessThan(5);
    assertThat(job.get("left").asInt()).isEqualTo(5 - acted);
    assertThat(job.at("/report/gone").isNull()).isTrue();
    assertThat(deadLetters()).isEqualTo(6 - acted);
  }

  @Test
  void a_job_continues_where_a_process_that_died_has_left_it() {
    Instant start = Instant.now().minusSeconds(60);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.add(bury("u1", "m" + i, start.plusSeconds(i), "unmapped"));
    }
    JobQueue jobs = relay.queue.operators().jobs();
    JobOrder order =
        get(
            jobs.work()
                .sorted(
                    new JobOrder(
                        Action.REPLAY,
                        JobOrder.NOTHING,
                        List.of(relay.source),
                        Position.TAIL,
                        Mapping.CURRENT,
                        false,
                        null,
                        1000,
                        ids)));
    String id = UUID.randomUUID().toString();
    Part part = jobs.work().parts(order).get(0);
    Step step = get(jobs.work().read(order, part, "", 10));
    get(
        jobs.work()
            .act(
                id,
                order,
                part,
                step,
                step.letters().stream().map(SelectedJobsTest::replay).toList()));
    assertThat(deadLetters()).isEqualTo(15);

    // stored after the first step only, so that the port cannot be faster than the process that
    // died
    get(jobs.store().create(new Draft(id, "f", order, 25, "test", Instant.now())));
    started.add(id);

    JsonNode job = ended(id);
    assertThat(job.get("state").asText()).isEqualTo("done");
    assertThat(job.get("acted").asInt()).isEqualTo(25);
    assertThat(job.at("/report/gone").asInt()).isZero();
    assertThat(deadLetters()).isZero();
    assertThat(delivered(25)).isEqualTo(IntStream.range(0, 25).mapToObj(i -> "m" + i).toList());
  }

  /** Delivers so many events of the one user; returns their message ids. */
  private List<String> delivered(int count) {
    List<String> messageIds = new ArrayList<>();
    while (messageIds.size() < count) {
      ClaimedUser user = relay.claim();
      user.entries().forEach(entry -> messageIds.add(EventCodec.decode(entry).messageId()));
      Settled[] settled =
          user.entries().stream().map(entry -> new Settled.Delivered()).toArray(Settled[]::new);
      relay.settle(user, new Next.Release(), settled);
    }
    return messageIds;
  }

  private static Instruction replay(Letter letter) {
    return new Instruction(letter, null, letter.whole().orElseThrow().entry());
  }

  @Test
  void an_export_has_the_selected_ones_that_there_are() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      ids.add(relay.addDeadLetter("u" + i, "m" + i));
    }
    relay.addDeadLetter("other", "m120");
    List<String> asked = new ArrayList<>(ids);
    asked.add(gone());

    String id = start("export", asked);

    JsonNode job = show(id);
    assertThat(job.get("total").asInt()).isEqualTo(121);
    assertThat(job.get("acted").asInt()).isEqualTo(120);
    assertThat(job.at("/report/gone").asInt()).isEqualTo(1);
    List<String> found =
        relay
            .call("GET", JOBS + "/" + id + "/result")
            .body()
            .lines()
            .map(line -> line.replaceAll("^\\{\"id\":\"([^\"]+)\".*", "$1"))
            .toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void a_job_takes_a_thousand_ids_and_ids_of_a_shard_that_there_is_not() {
    List<String> ids = new ArrayList<>(List.of(relay.addDeadLetter("u1", "m1")));
    for (int i = 1; i < JobOrder.MOST_IDS; i++) {
      ids.add(relay.source + "." + (i % 2 == 0 ? 0 : 999_999) + ".g" + i);
    }

    JsonNode job = ended(start("discard", ids));

    assertThat(job.get("total").asInt()).isEqualTo(1000);
    assertThat(job.get("acted").asInt()).isEqualTo(1);
    assertThat(job.at("/report/gone").asInt()).isEqualTo(999);
    assertThat(deadLetters()).isZero();
  }

  @Test
  void the_port_finds_dead_letters_in_the_shards_to_which_they_have_just_moved() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(relay.addDeadLetter("u" + i, "m" + i));
    }
    // this process only learns of it when it looks
    assertThat(relay.queue.resharding().run(relay.source, 5, OptionalInt.empty(), progress -> {}))
        .isInstanceOf(Result.Done.class);

    assertThat(deadLetters()).isEqualTo(12);
    JsonNode job = ended(start("discard", ids));

    assertThat(job.get("acted").asInt()).isEqualTo(12);
    assertThat(job.at("/report/gone").asInt()).isZero();
    assertThat(deadLetters()).isZero();
  }

  @Test
  void the_audit_log_names_the_source_of_the_selected_ones() {
    String id = start("discard", List.of(relay.addDeadLetter("u1", "m1"), gone()));
    ended(id);

    // an entry is stored after the answer
    JsonNode entry =
        await()
            .until(
                () -> json(relay.call("GET", "/admin/audit?limit=1")).at("/items/0"),
                found -> found.path("source").asText().equals(relay.source));

    assertThat(entry.get("action").asText()).isEqualTo("job-discard");
    assertThat(entry.get("source").asText()).isEqualTo(relay.source);
    assertThat(entry.get("subject").asText()).isEqualTo(id);
  }

  private String gone() {
    return relay.source + ".0.gone";
  }

  private String bury(String userId, String messageId, Instant deadAt, String reason) {
    relay.enqueue(userId, messageId, track(userId, "A"));
    return relay.moveToDeadLetters(each -> each.deadAt(deadAt).reason(reason));
  }

  private static String body(String action, List<String> ids, String more) {
    return ("{'action':'" + action + "','ids':['" + String.join("','", ids) + "']" + more + "}")
        .replace('\'', '"');
  }

  private String start(String action, List<String> ids) {
    return start(action, ids, "");
  }

  private String start(String action, List<String> ids, String more) {
    HttpResponse<String> response = post(body(action, ids, more));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    String id = json(response).get("id").asText();
    started.add(id);
    return id;
  }

  private HttpResponse<String> post(String body) {
    return relay.call("POST", JOBS, body, "Content-Type", "application/json");
  }

  private JsonNode show(String id) {
    return json(relay.call("GET", JOBS + "/" + id));
  }

  private JsonNode ended(String id) {
    await().atMost(LIMIT).until(() -> !show(id).get("state").asText().equals("running"));
    return show(id);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private int deadLetters() {
    return json(relay.call("GET", "/admin/dead-letters")).get("total").asInt();
  }
}
