package dev.segmentnovu.queue.redis.jobs;

import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobProgress;
import dev.segmentnovu.queue.jobs.JobStore;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The jobs in Redis, in keys of the whole installation. */
final class RedisJobStore implements JobStore {

  private static final Script CREATE = Script.load("create_job");
  private static final Script LIST = Script.load("list_jobs");
  private static final Script READ = Script.load("read_job");
  private static final Script HOLD = Script.load("hold_job");
  private static final Script CANCEL = Script.load("cancel_job");
  private static final Script FINISH = Script.load("finish_job");
  private static final Script STRIP = Script.load("strip_job");

  /** How long the progress of a shard is kept after the end: the job has the sum. */
  private static final Duration PROGRESS_KEPT = Duration.ofHours(1);

  private final RedisConnection redis;
  private final ShardKeys shardKeys;

  RedisJobStore(RedisConnection redis, ShardKeys shardKeys) {
    this.redis = redis;
    this.shardKeys = shardKeys;
  }

  @Override
  public CompletionStage<Created> create(Draft draft) {
    boolean runs = draft.order().action() != Action.EXPORT;
    var arguments =
        new ScriptArguments()
            .text(draft.id())
            .text(draft.fingerprint())
            .text(JobKeys.JOB)
            .number(MAX_KEPT)
            .number(MAX_RUNNING)
            .millis(KEPT)
            .text(runs ? "running" : "done");
    Map<String, String> fields = new HashMap<>();
    fields.put("order", JobCodec.order(draft.order()));
    fields.put("total", "" + draft.total());
    fields.put("createdBy", draft.createdBy());
    fields.put("createdAt", "" + draft.createdAt().toEpochMilli());
    if (!runs) {
      fields.putAll(
          JobCodec.ended(new JobProgress(draft.found(), 0, Map.of()), draft.createdAt(), null));
    }
    add(arguments, fields);
    return redis
        .number(CREATE, List.of(JobKeys.ALL, JobKeys.RUNNING, JobKeys.job(draft.id())), arguments)
        .thenApply(RedisJobStore::created);
  }

  private static Created created(long reply) {
    return switch ((int) reply) {
      case 2 -> new Created.Conflict();
      case 3 -> new Created.TooMany();
      default -> new Created.Stored(reply == 1);
    };
  }

  @Override
  public CompletionStage<Optional<Job>> find(String id) {
    return read(JobKeys.job(id), null)
        .thenCompose(
            fields ->
                fields.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : withProgress(JobCodec.job(id, fields)).thenApply(Optional::of));
  }

  private CompletionStage<Job> withProgress(Job job) {
    return job.state() == Job.State.RUNNING
        ? progress(job, null).thenApply(job::with)
        : CompletableFuture.completedFuture(job);
  }

  /** The sum of the progress in all shards. */
  private CompletionStage<JobProgress> progress(Job job, @Nullable Duration keptFor) {
    CompletionStage<JobProgress> sum = CompletableFuture.completedFuture(JobProgress.NONE);
    for (Part part : RedisJobWork.parts(shardKeys, job.order())) {
      var keys = shardKeys.of(part.source()).get(part.shard());
      sum =
          sum.thenCompose(
              before ->
                  read(JobKeys.progress(keys, job.id()), keptFor)
                      .thenApply(fields -> before.plus(JobCodec.progress(fields))));
    }
    return sum;
  }

  @Override
  public CompletionStage<List<Job>> list() {
    return ids()
        .thenCompose(
            ids -> {
              CompletionStage<List<Job>> jobs =
                  CompletableFuture.completedFuture(new ArrayList<>());
              for (String id : ids) {
                jobs =
                    jobs.thenCompose(
                        before ->
                            find(id)
                                .thenApply(
                                    job -> {
                                      job.ifPresent(before::add);
                                      return before;
                                    }));
              }
              return jobs;
            });
  }

  @Override
  public CompletionStage<List<String>> ids() {
    return ids(JobKeys.ALL);
  }

  @Override
  public CompletionStage<List<String>> running() {
    return ids(JobKeys.RUNNING);
  }

  private CompletionStage<List<String>> ids(String key) {
    return redis
        .list(LIST, List.of(key), new ScriptArguments())
        .thenApply(
            reply -> {
              List<String> ids = new ArrayList<>();
              while (reply.hasMore()) {
                ids.add(reply.text());
              }
              return ids;
            });
  }

  @Override
  public CompletionStage<Hold> hold(String id, String holder, Duration lease) {
    return redis
        .number(
            HOLD,
            List.of(JobKeys.job(id), JobKeys.RUNNING),
            new ScriptArguments().text(id).text(holder).millis(lease).millis(KEPT))
        .thenApply(
            reply ->
                switch (reply.intValue()) {
                  case 1 -> Hold.HELD;
                  case 2 -> Hold.CANCELLED;
                  default -> Hold.LOST;
                });
  }

  @Override
  public CompletionStage<Cancelled> cancel(String id) {
    return redis
        .number(CANCEL, List.of(JobKeys.job(id)), new ScriptArguments())
        .thenApply(
            reply ->
                switch (reply.intValue()) {
                  case 1 -> Cancelled.YES;
                  case 2 -> Cancelled.ENDED_BEFORE;
                  default -> Cancelled.UNKNOWN;
                });
  }

  @Override
  public CompletionStage<Boolean> finish(
      Job job, String holder, Job.State state, Instant finishedAt, @Nullable String error) {
    return progress(job, PROGRESS_KEPT)
        .thenCompose(
            progress -> {
              var arguments =
                  new ScriptArguments()
                      .text(job.id())
                      .text(holder)
                      .text(state.name().toLowerCase(Locale.ROOT));
              add(arguments, JobCodec.ended(progress, finishedAt, error));
              return redis.number(
                  FINISH, List.of(JobKeys.job(job.id()), JobKeys.RUNNING), arguments);
            })
        .thenApply(reply -> reply == 1);
  }

  /** Removes what names a user from a job, and ends it if it runs. */
  CompletionStage<Void> strip(Job job) {
    var arguments =
        new ScriptArguments()
            .text(job.id())
            .text(JobCodec.order(job.order()))
            .text(JobCodec.order(job.order().withoutUser()));
    Map<String, String> fields = JobCodec.fields(job.progress());
    fields.put("error", "The job ended, because a user that it names was forgotten.");
    add(arguments, fields);
    return redis
        .number(STRIP, List.of(JobKeys.job(job.id()), JobKeys.RUNNING), arguments)
        .thenAccept(stripped -> {});
  }

  private CompletionStage<Map<String, String>> read(String key, @Nullable Duration keptFor) {
    return redis
        .list(
            READ,
            List.of(key),
            new ScriptArguments().text(keptFor == null ? "" : "" + keptFor.toMillis()))
        .thenApply(RedisJobStore::fields);
  }

  private static Map<String, String> fields(ScriptReply reply) {
    Map<String, String> fields = new HashMap<>();
    while (reply.hasMore()) {
      String name = reply.text();
      fields.put(name, reply.text());
    }
    return fields;
  }

  private static void add(ScriptArguments arguments, Map<String, String> fields) {
    fields.forEach((name, value) -> arguments.text(name).text(value));
  }
}
