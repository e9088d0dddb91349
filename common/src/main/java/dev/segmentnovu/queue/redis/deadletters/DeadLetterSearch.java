package dev.segmentnovu.queue.redis.deadletters;

import dev.segmentnovu.concurrent.Lanes;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.scan.DeadLetterPlace;
import dev.segmentnovu.queue.redis.script.scan.ScanScript;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Found;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Lists;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Order;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Range;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Searches the dead letters of several shards, newest first. A filter by more than time has no
 * index: every dead letter of the period is examined, in parts. Each stage fails with {@link
 * QueueUnavailableException}. Safe for use from any thread.
 */
public final class DeadLetterSearch {

  /**
   * Parts that are searched at a time: with two, Redis works on one while the reply of the other is
   * read. With more, other clients of Redis would wait behind several parts.
   */
  private static final int LANES = 2;

  private final ScanScript script;

  /** Searches in {@code redis}. */
  public DeadLetterSearch(RedisConnection redis) {
    script = new ScanScript(redis);
  }

  /**
   * What a search found.
   *
   * @param total how many match; 0 if they were not counted
   * @param found in any order: at least the newest ones, as many as were wanted
   */
  record Result(long total, List<Found> found) {}

  /**
   * Counts the dead letters that match.
   *
   * @param filter its source does not count
   */
  public CompletionStage<Long> count(List<QueueKeys> shards, Filter filter) {
    return find(shards, filter, 0).thenApply(Result::total);
  }

  /**
   * Finds the newest dead letters that match, and counts all.
   *
   * @param filter its source does not count
   */
  CompletionStage<Result> find(List<QueueKeys> shards, Filter filter, int wanted) {
    return new Running(filter, wanted, true).search(shards, null);
  }

  /** Finds the newest of those that stand behind {@code place}, and counts none. */
  CompletionStage<Result> findBehind(
      DeadLetterPlace place, List<QueueKeys> shards, Filter filter, int wanted) {
    return new Running(filter, wanted, false).search(shards, place);
  }

  /** One search. */
  private final class Running {
    private final Filter filter;
    private final int wanted;
    private final boolean counts;
    private final boolean readsTexts;

    Running(Filter filter, int wanted, boolean counts) {
      this.filter = filter;
      this.wanted = wanted;
      this.counts = counts;
      readsTexts = ScanScript.readsTexts(filter);
    }

    CompletionStage<Result> search(List<QueueKeys> shards, @Nullable DeadLetterPlace after) {
      List<ListOfShard> lists = new ArrayList<>();
      for (QueueKeys keys : shards) {
        lists.add(new ListOfShard(keys, Lists.FAILED, new AtomicInteger()));
        lists.add(new ListOfShard(keys, Lists.UNMAPPED, new AtomicInteger()));
      }
      return Lanes.run(LANES, lists, list -> parts(list, after))
          .thenApply(parts -> parts.stream().flatMap(List::stream).toList())
          .thenCompose(parts -> Lanes.run(LANES, parts, this::read))
          .thenApply(Running::sum);
    }

    private CompletionStage<List<Part>> parts(ListOfShard list, @Nullable DeadLetterPlace after) {
      CompletionStage<List<Range>> ranges =
          readsTexts
              ? script.divide(list.keys(), list.which(), filter, after)
              : CompletableFuture.completedFuture(List.of(Range.behind(after)));
      return ranges.thenApply(all -> all.stream().map(range -> new Part(list, range)).toList());
    }

    private CompletionStage<Result> read(Part part) {
      var nothing = new Result(0, List.of());
      return readsTexts && !counts && part.list().missing(wanted) == 0
          ? CompletableFuture.completedFuture(nothing)
          : read(part.list(), part.range(), nothing);
    }

    private CompletionStage<Result> read(ListOfShard list, Range range, Result before) {
      boolean countsTexts = counts && readsTexts;
      var asked = new Wanted(list.missing(wanted), countsTexts, false);
      return script
          .read(list.keys(), list.which(), filter, Order.NEWEST_FIRST, range, asked)
          .thenCompose(
              read -> {
                list.found().addAndGet(read.found().size());
                long total = readsTexts ? before.total() + read.matching() : read.inRange();
                List<Found> found = new ArrayList<>(before.found());
                found.addAll(read.found());
                var sum = new Result(total, found);
                return read.next() == null || (!countsTexts && list.missing(wanted) == 0)
                    ? CompletableFuture.completedFuture(sum)
                    : read(list, new Range(read.next(), range.to()), sum);
              });
    }

    private static Result sum(List<Result> results) {
      long total = 0;
      List<Found> found = new ArrayList<>();
      for (Result each : results) {
        total += each.total();
        found.addAll(each.found());
      }
      return new Result(total, found);
    }
  }

  /**
   * A list of a shard.
   *
   * @param found how many were found in it. Parts begin in the order of the list, so they stand
   *     before each part that begins later
   */
  private record ListOfShard(QueueKeys keys, Lists which, AtomicInteger found) {

    int missing(int wanted) {
      return Math.max(0, wanted - found.get());
    }
  }

  private record Part(ListOfShard list, Range range) {}
}
