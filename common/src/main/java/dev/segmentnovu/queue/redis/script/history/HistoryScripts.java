package dev.segmentnovu.queue.redis.script.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that read the history of a source, and change it for operators. Each stage fails with
 * {@link QueueUnavailableException}.
 */
public final class HistoryScripts {

  private static final Script READ_HASHES = Script.load("read_hashes");
  private static final Script ACKNOWLEDGE = Script.load("acknowledge_failures");
  private static final Script READ_REJECTIONS = Script.load("read_rejections");
  private static final Script FORGET_REJECTIONS = Script.load("forget_rejections");

  /** Hashes of one call, so that it stays short. */
  private static final int HASHES_PER_CALL = 8;

  /** As many as {@code record_activity.lua} keeps. */
  private static final int REJECTIONS = 1_000;

  /** As many as {@code read_rejections.lua} reads, so that it stays short. */
  private static final int REJECTIONS_PER_CALL = 250;

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public HistoryScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Reads whole hashes of one source.
   *
   * @return by key, in the order of {@code keys}, the value of each field
   */
  public CompletionStage<Map<String, Map<String, String>>> hashes(List<String> keys) {
    CompletionStage<Map<String, Map<String, String>>> all =
        CompletableFuture.completedFuture(new LinkedHashMap<>());
    for (int from = 0; from < keys.size(); from += HASHES_PER_CALL) {
      List<String> some = keys.subList(from, Math.min(from + HASHES_PER_CALL, keys.size()));
      all =
          all.thenCombine(
              redis.list(READ_HASHES, some, new ScriptArguments().number(some.size())),
              (before, reply) -> {
                some.forEach(key -> before.put(key, fields(reply)));
                return before;
              });
    }
    return all;
  }

  private static Map<String, String> fields(ScriptReply reply) {
    int fields = reply.count();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < fields; i++) {
      values.put(reply.text(), reply.text());
    }
    return values;
  }

  /** The failure groups of a source, in any order. */
  public CompletionStage<List<FailureGroup>> failures(HistoryKeys keys) {
    return hashes(List.of(keys.issues()))
        .thenApply(
            hashes -> {
              List<FailureGroup> groups = new ArrayList<>();
              hashes
                  .getOrDefault(keys.issues(), Map.of())
                  .forEach(
                      (id, text) ->
                          FailureGroupText.read(keys.source(), id, text).ifPresent(groups::add));
              return groups;
            });
  }

  /** Acknowledges a failure group; empty if there is none. */
  public CompletionStage<Optional<FailureGroup>> acknowledge(
      HistoryKeys keys, String fingerprint, String by) {
    return redis
        .text(ACKNOWLEDGE, List.of(keys.issues()), new ScriptArguments().text(fingerprint).text(by))
        .thenApply(text -> FailureGroupText.read(keys.source(), fingerprint, text));
  }

  /** The latest rejections of a source, newest first. */
  public CompletionStage<List<Rejection>> rejections(HistoryKeys keys) {
    return rejections(keys, "");
  }

  /** The rejections of an event, newest first. */
  public CompletionStage<List<Rejection>> rejectionsOf(HistoryKeys keys, String messageId) {
    return rejections(keys, RejectionJson.ofMessage(messageId));
  }

  private CompletionStage<List<Rejection>> rejections(HistoryKeys keys, String part) {
    // a set, because the parts overlap if new rejections arrive meanwhile
    CompletionStage<Set<Rejection>> all = CompletableFuture.completedFuture(new LinkedHashSet<>());
    for (int from = 0; from < REJECTIONS; from += REJECTIONS_PER_CALL) {
      var arguments = new ScriptArguments().text(part).number(from);
      all =
          all.thenCombine(
              redis.list(READ_REJECTIONS, List.of(keys.rejections()), arguments),
              (before, reply) -> {
                while (reply.hasMore()) {
                  RejectionJson.read(reply.text()).ifPresent(before::add);
                }
                return before;
              });
    }
    return all.thenApply(List::copyOf);
  }

  /** Deletes the rejections of users; returns how many there were. */
  public CompletionStage<Long> forgetRejections(HistoryKeys keys, Collection<String> userIds) {
    return forgetRejections(keys, userIds.stream().map(RejectionJson::ofUser).toList(), 0, 0);
  }

  private CompletionStage<Long> forgetRejections(
      HistoryKeys keys, List<String> beginnings, long from, long before) {
    return redis
        .list(
            FORGET_REJECTIONS,
            List.of(keys.rejections(), keys.rejectionsForgotten()),
            new ScriptArguments().number(from).texts(beginnings))
        .thenCompose(
            reply -> {
              long deleted = before + reply.number();
              long next = reply.number();
              return next < 0
                  ? CompletableFuture.completedFuture(deleted)
                  : forgetRejections(keys, beginnings, next, deleted);
            });
  }
}
