package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.number;
import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.AuditReport;
import dev.segmentnovu.queue.AuditReport.Finding;
import dev.segmentnovu.queue.AuditReport.Kind;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Audits the queue while it lives: each user and letter is looked at, and mended, at one moment, so
 * that nothing that merely moves is taken for damage.
 */
public final class QueueAudit {

  /** To count so many stops Redis for some hundredths of a second. */
  private static final int COUNTED_AT_MOST = 50_000;

  private static final int CHUNK = 500;

  /** What there is to look at without a survey. */
  private static final List<String> MEMORIES =
      List.of(
          "seen",
          QueueKeys.SEEN,
          "seen",
          QueueKeys.SEEN_BEFORE,
          "profiles",
          QueueKeys.PROFILES,
          "profiles",
          QueueKeys.PROFILES_BEFORE);

  /** Before all else: where one is of another type, nothing can be said of users and letters. */
  private static final List<String> SHARED =
      Stream.of(
              "ready",
              "stats",
              "heads",
              "parked",
              "dead",
              "dead:unmapped",
              "dead:letters",
              "dead:entries",
              QueueKeys.SEEN,
              QueueKeys.SEEN_BEFORE)
          .flatMap(name -> Stream.of("key", name))
          .toList();

  private final RedisConnection redis;
  private final ShardKeys shardKeys;
  private final Duration deduplication;

  QueueAudit(RedisConnection redis, ShardKeys shardKeys, Duration deduplication) {
    this.redis = redis;
    this.shardKeys = shardKeys;
    this.deduplication = deduplication;
  }

  /** What one audit has come to so far. */
  private static final class Progress {
    final List<Finding> findings = new ArrayList<>();
    long users;
    long letters;
    boolean counted = true;
  }

  /**
   * Audits all of a source.
   *
   * @param fix whether to mend what is found
   * @return fails with {@link QueueUnavailableException} where Redis does not answer; what was
   *     mended until then stays mended
   */
  public CompletionStage<AuditReport> run(String source, boolean fix) {
    var progress = new Progress();
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shardKeys.of(source)) {
      done = done.thenCompose(unused -> audit(keys, fix, progress));
    }
    return done.thenApply(
        unused ->
            new AuditReport(
                source,
                progress.users,
                progress.letters,
                List.copyOf(progress.findings),
                progress.counted));
  }

  private CompletionStage<Void> audit(QueueKeys keys, boolean fix, Progress progress) {
    return survey(keys, keys.stats(), "broken", "broken", "0", fix, progress)
        .thenCompose(v -> look(keys, SHARED, 0, fix, progress))
        .thenCompose(v -> look(keys, MEMORIES, 0, fix, progress))
        .thenCompose(v -> survey(keys, keys.stats(), "lists", "user", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.ready(), "zset", "user", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.parked(), "zset", "user", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.heads(), "hash", "user", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.dead(), "zset", "letter", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.unmapped(), "zset", "letter", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.deadLetters(), "hash", "letter", "0", fix, progress))
        .thenCompose(v -> survey(keys, keys.deadEntries(), "hash", "letter", "0", fix, progress))
        .thenCompose(v -> recount(keys, fix, progress));
  }

  private CompletionStage<Void> survey(
      QueueKeys keys,
      Object what,
      String type,
      String subject,
      String cursor,
      boolean fix,
      Progress progress) {
    return redis
        .list(Script.SURVEY, List.of(what), List.of(utf8(keys.prefix()), utf8(cursor), utf8(type)))
        .thenCompose(
            flat -> {
              var answer = new ScriptReply(flat);
              String next = answer.text();
              List<String> subjects = new ArrayList<>();
              while (answer.hasMore()) {
                subjects.add(subject);
                subjects.add(answer.text());
              }
              return look(keys, subjects, 0, fix, progress)
                  .thenCompose(
                      v ->
                          next.equals("0")
                              ? CompletableFuture.<Void>completedFuture(null)
                              : survey(keys, what, type, subject, next, fix, progress));
            });
  }

  private CompletionStage<Void> look(
      QueueKeys keys, List<String> subjects, int from, boolean fix, Progress progress) {
    if (from >= subjects.size()) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> chunk = subjects.subList(from, Math.min(from + 2 * CHUNK, subjects.size()));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(utf8(keys.prefix()));
    arguments.add(number(fix ? 1 : 0));
    arguments.add(number(2 * deduplication.toMillis()));
    chunk.forEach(text -> arguments.add(utf8(text)));
    return redis
        .list(Script.AUDIT, all(keys), arguments)
        .thenCompose(
            flat -> {
              for (int i = 0; i < chunk.size(); i += 2) {
                progress.users += chunk.get(i).equals("user") ? 1 : 0;
                progress.letters += chunk.get(i).equals("letter") ? 1 : 0;
              }
              var answer = new ScriptReply(flat);
              while (answer.hasMore()) {
                Kind kind = Kind.of(answer.text());
                String subject = chunk.get(2 * (int) answer.number() + 1);
                found(progress, new Finding(kind, subject, answer.text()));
              }
              return look(keys, subjects, from + 2 * CHUNK, fix, progress);
            });
  }

  /** A survey may name one thing twice, and so may two of them. */
  private static void found(Progress progress, Finding finding) {
    if (!progress.findings.contains(finding)) {
      progress.findings.add(finding);
    }
  }

  private CompletionStage<Void> recount(QueueKeys keys, boolean fix, Progress progress) {
    return redis
        .list(
            Script.RECOUNT,
            all(keys),
            List.of(utf8(keys.prefix()), number(fix ? 1 : 0), number(COUNTED_AT_MOST)))
        .thenAccept(
            flat -> {
              var answer = new ScriptReply(flat);
              progress.counted &= answer.number() == 1;
              while (answer.hasMore()) {
                String counter = answer.text();
                String details = "says " + answer.number() + ", is " + answer.number();
                found(progress, new Finding(Kind.COUNTER, counter, details));
              }
            });
  }

  private static List<Object> all(QueueKeys keys) {
    return List.of(
        keys.ready(),
        keys.stats(),
        keys.dead(),
        keys.deadLetters(),
        keys.deadEntries(),
        keys.parked(),
        keys.unmapped(),
        keys.heads());
  }
}
