package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.AuditReport;
import dev.segmentnovu.queue.admin.AuditReport.Finding;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.AuditScripts;
import dev.segmentnovu.queue.redis.script.AuditScripts.Subject;
import dev.segmentnovu.queue.redis.script.AuditScripts.SubjectType;
import dev.segmentnovu.queue.redis.script.AuditScripts.Survey;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Audits a queue in use. It examines and repairs each user and each dead letter at one moment, so
 * that it never reports a change in progress as a violation.
 */
public final class QueueAudit {

  /** To count so many stops Redis for some hundredths of a second. */
  private static final int COUNTED_AT_MOST = 50_000;

  private static final int CHUNK = 500;

  /** First of all: while one is of another type, nothing can be said of users and dead letters. */
  private static final List<Subject> SHARED_KEYS =
      QueueKeys.SHARED.stream().map(key -> new Subject(SubjectType.KEY, key.name())).toList();

  private static final List<Subject> EXPIRING_KEYS =
      List.of(
          new Subject(SubjectType.SEEN, QueueKeys.SEEN),
          new Subject(SubjectType.SEEN, QueueKeys.SEEN_BEFORE),
          new Subject(SubjectType.PROFILES, QueueKeys.PROFILES),
          new Subject(SubjectType.PROFILES, QueueKeys.PROFILES_BEFORE));

  private final AuditScripts scripts;
  private final ShardKeys shardKeys;

  QueueAudit(RedisConnection redis, ShardKeys shardKeys, Duration deduplication) {
    this.scripts = new AuditScripts(redis, deduplication);
    this.shardKeys = shardKeys;
  }

  /**
   * Audits all shards of a source.
   *
   * @param fix whether to repair what is found
   * @return fails with {@link QueueUnavailableException} where Redis does not answer; what was
   *     repaired until then stays repaired
   */
  public CompletionStage<AuditReport> run(String source, boolean fix) {
    var totals = new Totals();
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shardKeys.of(source)) {
      done = done.thenCompose(unused -> new ShardAudit(keys, fix, totals).run());
    }
    return done.thenApply(unused -> totals.report(source));
  }

  /** The sum of the shards audited so far. */
  private static final class Totals {
    private final List<Finding> findings = new ArrayList<>();
    private long users;
    private long deadLetters;
    private boolean counted = true;

    void addExamined(List<Subject> subjects) {
      for (Subject subject : subjects) {
        users += subject.type() == SubjectType.USER ? 1 : 0;
        deadLetters += subject.type() == SubjectType.DEAD_LETTER ? 1 : 0;
      }
    }

    /** Adds new findings: a survey may name one thing twice, and so may two surveys. */
    void addFindings(List<Finding> more) {
      for (Finding finding : more) {
        if (!findings.contains(finding)) {
          findings.add(finding);
        }
      }
    }

    AuditReport report(String source) {
      return new AuditReport(source, users, deadLetters, List.copyOf(findings), counted);
    }
  }

  /** The audit of one shard. */
  private final class ShardAudit {
    private final QueueKeys keys;
    private final boolean fix;
    private final Totals totals;

    ShardAudit(QueueKeys keys, boolean fix, Totals totals) {
      this.keys = keys;
      this.fix = fix;
      this.totals = totals;
    }

    CompletionStage<Void> run() {
      return examineAll(keys.stats(), Survey.BROKEN, SubjectType.BROKEN)
          .thenCompose(v -> examine(SHARED_KEYS))
          .thenCompose(v -> examine(EXPIRING_KEYS))
          .thenCompose(v -> examineAll(keys.stats(), Survey.LISTS, SubjectType.USER))
          .thenCompose(v -> examineAll(keys.ready(), Survey.SORTED_SET, SubjectType.USER))
          .thenCompose(v -> examineAll(keys.parked(), Survey.SORTED_SET, SubjectType.USER))
          .thenCompose(v -> examineAll(keys.heads(), Survey.HASH, SubjectType.USER))
          .thenCompose(v -> examineAll(keys.dead(), Survey.SORTED_SET, SubjectType.DEAD_LETTER))
          .thenCompose(v -> examineAll(keys.unmapped(), Survey.SORTED_SET, SubjectType.DEAD_LETTER))
          .thenCompose(v -> examineAll(keys.deadTexts(), Survey.HASH, SubjectType.DEAD_LETTER))
          .thenCompose(v -> examineAll(keys.deadEntries(), Survey.HASH, SubjectType.DEAD_LETTER))
          .thenCompose(v -> recount());
    }

    /** Examines all that a survey of {@code key} names. */
    private CompletionStage<Void> examineAll(String key, Survey survey, SubjectType type) {
      return examineFrom(key, survey, type, AuditScripts.FIRST_CURSOR);
    }

    private CompletionStage<Void> examineFrom(
        String key, Survey survey, SubjectType type, String cursor) {
      return scripts
          .survey(keys, key, survey, cursor)
          .thenCompose(
              found ->
                  examine(found.names().stream().map(name -> new Subject(type, name)).toList())
                      .thenCompose(
                          v ->
                              found.nextCursor().equals(AuditScripts.FIRST_CURSOR)
                                  ? CompletableFuture.completedFuture(null)
                                  : examineFrom(key, survey, type, found.nextCursor())));
    }

    private CompletionStage<Void> examine(List<Subject> subjects) {
      if (subjects.isEmpty()) {
        return CompletableFuture.completedFuture(null);
      }
      int end = Math.min(CHUNK, subjects.size());
      List<Subject> chunk = subjects.subList(0, end);
      return scripts
          .audit(keys, chunk, fix)
          .thenCompose(
              findings -> {
                totals.addExamined(chunk);
                totals.addFindings(findings);
                return examine(subjects.subList(end, subjects.size()));
              });
    }

    private CompletionStage<Void> recount() {
      return scripts
          .recount(keys, fix, COUNTED_AT_MOST)
          .thenAccept(
              recount -> {
                totals.counted &= recount.counted();
                totals.addFindings(recount.findings());
              });
    }
  }
}
