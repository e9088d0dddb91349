package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.AuditReport.Finding;
import dev.segmentnovu.queue.admin.AuditReport.Kind;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The scripts of an audit: {@code survey.lua} names what there is, {@code audit.lua} examines it,
 * {@code recount.lua} compares counters. Each stage fails with {@link QueueUnavailableException}.
 */
public final class AuditScripts {

  private static final Script SURVEY = Script.load("survey");
  private static final Script AUDIT = Script.load("audit");
  private static final Script RECOUNT = Script.load("recount");

  private static final String SHARED_KEYS =
      QueueKeys.SHARED.stream()
          .map(key -> key.name() + "=" + key.type())
          .collect(Collectors.joining(" "));

  private final RedisConnection redis;
  private final Duration deduplication;

  /**
   * The scripts on {@code redis}.
   *
   * @param deduplication how long a message id is remembered at least
   */
  public AuditScripts(RedisConnection redis, Duration deduplication) {
    this.redis = redis;
    this.deduplication = deduplication;
  }

  /** What a subject of an audit is. */
  public enum SubjectType {
    /** A key that all users share; named without the prefix, as the next three. */
    KEY("key"),
    /** A key that was set aside. */
    BROKEN("broken"),
    /** A set of message ids. */
    SEEN("seen"),
    /** A hash of fingerprints of profiles. */
    PROFILES("profiles"),
    /** A user; named by the ordering key. */
    USER("user"),
    /** A dead letter; named by its id. */
    DEAD_LETTER("dead-letter");

    private final String argument;

    SubjectType(String argument) {
      this.argument = argument;
    }
  }

  /** Something to examine. */
  public record Subject(SubjectType type, String name) {}

  /** How {@code survey.lua} finds names. */
  public enum Survey {
    /** Scans all keys for users' lists. */
    LISTS("lists"),
    /** Scans all keys for those that were set aside. */
    BROKEN("broken"),
    /** Names the members of a sorted set. */
    SORTED_SET("zset"),
    /** Names the fields of a hash. */
    HASH("hash");

    private final String argument;

    Survey(String argument) {
      this.argument = argument;
    }
  }

  /**
   * Names found by a survey.
   *
   * @param nextCursor {@link #FIRST_CURSOR} at the end
   */
  public record Names(String nextCursor, List<String> names) {}

  /** The cursor with which a survey begins and ends. */
  public static final String FIRST_CURSOR = "0";

  /**
   * Names some of what there is; one name may come twice.
   *
   * @param key the set or hash; any key of the shard for a survey that scans all keys
   */
  public CompletionStage<Names> survey(QueueKeys keys, String key, Survey survey, String cursor) {
    return redis
        .list(
            SURVEY,
            List.of(key),
            new ScriptArguments().text(keys.prefix()).text(cursor).text(survey.argument))
        .thenApply(AuditScripts::names);
  }

  private static Names names(ScriptReply reply) {
    String nextCursor = reply.text();
    List<String> names = new ArrayList<>();
    while (reply.hasMore()) {
      names.add(reply.text());
    }
    return new Names(nextCursor, names);
  }

  /**
   * Examines subjects, each at one moment.
   *
   * @param fix whether to repair what is wrong
   */
  public CompletionStage<List<Finding>> audit(QueueKeys keys, List<Subject> subjects, boolean fix) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .flag(fix)
            .number(2 * deduplication.toMillis())
            .text(SHARED_KEYS);
    for (Subject subject : subjects) {
      arguments.text(subject.type().argument).text(subject.name());
    }
    return redis
        .list(AUDIT, keys.ofEvents(), arguments)
        .thenApply(reply -> findings(subjects, reply));
  }

  private static List<Finding> findings(List<Subject> subjects, ScriptReply reply) {
    List<Finding> findings = new ArrayList<>();
    while (reply.hasMore()) {
      Kind kind = Kind.of(reply.text());
      String subject = subjects.get(reply.count()).name();
      findings.add(new Finding(kind, subject, reply.text()));
    }
    return findings;
  }

  /**
   * What a recount found.
   *
   * @param counted false if there was too much to count at one moment
   * @param findings the counters that are wrong
   */
  public record Recount(boolean counted, List<Finding> findings) {}

  /**
   * Compares the counters with what there is.
   *
   * @param fix whether to correct them
   * @param most with more events and dead letters nothing is counted
   */
  public CompletionStage<Recount> recount(QueueKeys keys, boolean fix, int most) {
    return redis
        .list(
            RECOUNT,
            keys.ofEvents(),
            new ScriptArguments().text(keys.prefix()).flag(fix).number(most))
        .thenApply(AuditScripts::recount);
  }

  private static Recount recount(ScriptReply reply) {
    boolean counted = reply.number() == 1;
    List<Finding> findings = new ArrayList<>();
    while (reply.hasMore()) {
      String counter = reply.text();
      String details = "says " + reply.number() + ", is " + reply.number();
      findings.add(new Finding(Kind.COUNTER, counter, details));
    }
    return new Recount(counted, findings);
  }
}
