package dev.segmentnovu.ingest.admin.status;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import dev.segmentnovu.queue.jobs.JobStore;
import dev.segmentnovu.queue.jobs.JobStore.Draft;
import dev.segmentnovu.queue.redis.CountingRedis;
import dev.segmentnovu.queue.redis.jobs.RedisJobs;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ended jobs of a real Redis, and what it costs to ask for them. */
final class EndedJobsTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final String mark = UUID.randomUUID().toString();
  private final CountingRedis redis = new CountingRedis();
  private final JobStore store = RedisJobs.store(redis, new ShardKeys(4));
  private final Vertx vertx = Vertx.vertx();
  private final EndedJobs jobs = new EndedJobs(store);

  @AfterEach
  void close() {
    get(vertx.close().toCompletionStage());
    redis.close();
  }

  private String create(Action action, int number) {
    String id = mark + "-" + number;
    var order =
        new JobOrder(
            action,
            new Filter("web", null, null, null, null, NOON),
            List.of("web"),
            Position.TAIL,
            Mapping.CURRENT,
            false,
            null,
            1);
    get(store.create(new Draft(id, "f", order, 3, "ada", NOON)));
    return id;
  }

  private void finish(String id) {
    Job job = get(store.find(id)).orElseThrow();
    get(store.hold(id, "me", Duration.ofSeconds(5)));
    assertThat(get(store.finish(job, "me", Job.State.FAILED, NOON, "boom"))).isTrue();
  }

  /** The ended jobs of this test. */
  private List<FinishedJob> ask() {
    redis.calls("");
    var found = new CompletableFuture<List<FinishedJob>>();
    vertx.runOnContext(run -> jobs.ask().onComplete(found::complete, found::completeExceptionally));
    return get(found).stream().filter(each -> each.id().startsWith(mark)).toList();
  }

  @Test
  void a_job_that_has_ended_is_read_once_and_one_that_runs_is_not_read() {
    String running = create(Action.REPLAY, 0);
    List<String> exported = List.of(create(Action.EXPORT, 1), create(Action.EXPORT, 2));

    assertThat(ask()).extracting(FinishedJob::id).containsExactlyInAnyOrderElementsOf(exported);
    assertThat(redis.calls(mark)).isEqualTo(2);
    assertThat(ask()).hasSize(2);
    assertThat(redis.calls(mark)).isZero();

    finish(running);
    assertThat(ask())
        .contains(new FinishedJob(running, "web", "replay", "failed", 3, 0, 0, NOON))
        .hasSize(3);
    assertThat(redis.calls(mark)).isEqualTo(1);
    assertThat(ask()).hasSize(3);
    assertThat(redis.calls("")).isEqualTo(2);
  }

  @Test
  void a_job_that_is_listed_but_has_expired_is_looked_for_once() {
    String expired = create(Action.EXPORT, 0);
    redis.delete("relay:{control}:job:" + expired);

    assertThat(ask()).isEmpty();
    assertThat(redis.calls(mark)).isEqualTo(1);
    assertThat(ask()).isEmpty();
    assertThat(redis.calls(mark)).isZero();
  }
}
