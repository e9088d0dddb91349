package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.number;
import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueUnavailableException.Why;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * In how many shards each source's queue is. The number stands in Redis, beside the queue, so that
 * a process with another number is refused: it would look for events under names that they do not
 * have. An empty queue takes the number of whoever starts. Safe for use from any thread.
 */
public final class QueueLayout {

  /** The configuration allows no more. */
  private static final int MOST = 256;

  private static final int AT_ONCE = 32;

  private final RedisConnection redis;
  private final int configured;

  /** The keys by the number of shards: to find those of many shards takes a tenth of a second. */
  private final Map<Integer, ShardKeys> keys;

  /**
   * What Redis last said of each source: empty if it agrees, else why it does not. Shared by all
   * clients of the process.
   */
  private final Map<String, Optional<String>> known;

  /** Who waits for an answer about a source, in the order in which they came. */
  private final Map<String, List<CompletableFuture<Optional<String>>>> asking = new HashMap<>();

  /**
   * The layout as Redis has it.
   *
   * @param shards as configured
   */
  QueueLayout(RedisConnection redis, int shards) {
    this(redis, shards, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
  }

  private QueueLayout(
      RedisConnection redis,
      int configured,
      Map<String, Optional<String>> known,
      Map<Integer, ShardKeys> keys) {
    this.redis = redis;
    this.configured = configured;
    this.known = known;
    this.keys = keys;
  }

  /** The same, asked through another client. */
  QueueLayout through(RedisConnection other) {
    return new QueueLayout(other, configured, known, keys);
  }

  /** How a source's queue is cut. */
  private record Stored(int shards, Set<Integer> before) {

    static Stored parse(String text) {
      List<Integer> numbers = Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
      return new Stored(numbers.get(0), new TreeSet<>(numbers.subList(1, numbers.size())));
    }

    Stored becoming(int number) {
      Set<Integer> all = new TreeSet<>(before);
      all.add(shards);
      all.remove(number);
      return new Stored(number, all);
    }

    String text() {
      return shards + before.stream().map(each -> " " + each).collect(Collectors.joining());
    }
  }

  /** Whether Redis is known to have this source's queue in as many shards as are configured. */
  boolean isAgreed(String source) {
    Optional<String> last = known.get(source);
    return last != null && last.isEmpty();
  }

  /**
   * Done when the queue is known to be in as many shards as are configured; asks Redis unless it
   * has said. Fails with {@link QueueUnavailableException} if it is not, or Redis does not answer.
   */
  CompletionStage<Void> agreed(String source) {
    Optional<String> last = known.get(source);
    return (last != null ? CompletableFuture.completedFuture(last) : askOnce(source))
        .thenAccept(
            problem ->
                problem.ifPresent(
                    text -> {
                      throw new QueueUnavailableException(
                          Why.AWAY, text, new IllegalStateException("another number of shards"));
                    }));
  }

  /**
   * Requests that come together ask together, and go on in the order in which they came: the
   * dependents of one future would run in the reverse order.
   */
  private CompletionStage<Optional<String>> askOnce(String source) {
    var mine = new CompletableFuture<Optional<String>>();
    synchronized (asking) {
      List<CompletableFuture<Optional<String>>> waiting = asking.get(source);
      if (waiting != null) {
        waiting.add(mine);
        return mine;
      }
      asking.put(source, new ArrayList<>(List.of(mine)));
    }
    var unused =
        agree(source)
            .whenComplete(
                (problem, failure) -> {
                  for (var each : takeWaiting(source)) {
                    if (failure == null) {
                      each.complete(problem);
                    } else {
                      each.completeExceptionally(failure);
                    }
                  }
                });
    return mine;
  }

  private List<CompletableFuture<Optional<String>>> takeWaiting(String source) {
    synchronized (asking) {
      List<CompletableFuture<Optional<String>>> waiting = asking.remove(source);
      return waiting == null ? List.of() : waiting;
    }
  }

  /**
   * Asks Redis, and tells it the number that is configured if it has none, or if the queue under
   * its own is empty. A process that has once been answered changes nothing any more: of two
   * processes with different numbers the one that started last would else be changed back.
   *
   * @return why the source cannot be worked with, and what to do; empty if it can. Fails with
   *     {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<Optional<String>> agree(String source) {
    boolean first = known.get(source) == null;
    return layout(source, "", "")
        .thenCompose(
            said ->
                said.isEmpty()
                    ? found(source).thenCompose(there -> layout(source, "", there.text()))
                    : CompletableFuture.completedFuture(said))
        .thenCompose(said -> judge(source, Stored.parse(said), first))
        .thenApply(
            problem -> {
              known.put(source, problem);
              return problem;
            });
  }

  private CompletionStage<Optional<String>> judge(String source, Stored stored, boolean first) {
    if (stored.shards == configured) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (!first) {
      return CompletableFuture.completedFuture(
          Optional.of(LayoutMessages.changed(source, stored.shards, configured)));
    }
    return contents(source, stored.shards, Set.of())
        .thenCompose(
            contents ->
                holdsNothing(contents)
                    ? forgetProfiles(source)
                        .thenCompose(
                            unused ->
                                layout(source, stored.text(), stored.becoming(configured).text()))
                        .thenCompose(said -> judge(source, Stored.parse(said), false))
                    : CompletableFuture.completedFuture(
                        Optional.of(
                            LayoutMessages.refusal(source, stored.shards, configured, contents))));
  }

  /** What was remembered under this number before says nothing of what was written since. */
  private CompletionStage<Void> forgetProfiles(String source) {
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (QueueKeys shard : keys(source, configured)) {
      all =
          all.thenCompose(
              unused ->
                  redis
                      .number(
                          Script.FORGET,
                          List.of(
                              shard.profiles(), shard.profilesBefore(), shard.profilesForgotten()),
                          List.of(number(0)))
                      .thenAccept(none -> {}));
    }
    return all;
  }

  /**
   * What is wrong with where a source's events lie, in words an operator can act on. Writes
   * nothing.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<List<String>> problems(String source) {
    return layout(source, "", "")
        .thenCompose(
            said ->
                said.isEmpty()
                    ? found(source)
                    : CompletableFuture.completedFuture(Stored.parse(said)))
        .thenCompose(
            stored ->
                contents(source, stored.shards, Set.of())
                    .thenCompose(contents -> problems(source, stored, contents)));
  }

  private CompletionStage<List<String>> problems(
      String source, Stored stored, QueueStats contents) {
    List<String> problems = new ArrayList<>();
    Stored next = stored;
    if (stored.shards != configured) {
      if (holdsNothing(contents)) {
        next = stored.becoming(configured);
      } else {
        problems.add(LayoutMessages.refusal(source, stored.shards, configured, contents));
      }
    }
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(problems);
    Set<String> served = prefixes(source, next.shards);
    for (int before : next.before) {
      all =
          all.thenCombine(
              contents(source, before, served),
              (list, left) -> {
                if (!holdsNothing(left)) {
                  list.add(LayoutMessages.stranded(source, before, left));
                }
                return list;
              });
    }
    return all;
  }

  /**
   * What there is of a source whose number was never stored, as by a relay that did not store it.
   * Whatever was used has the statistics of its first shard. Two numbers may have that shard in
   * common, hence the one under which most lies.
   */
  private CompletionStage<Stored> found(String source) {
    return used(source, 1, List.of())
        .thenCompose(
            numbers -> {
              CompletionStage<Map<Integer, Long>> sizes =
                  CompletableFuture.completedFuture(new ConcurrentHashMap<>());
              for (int number : numbers) {
                sizes =
                    sizes.thenCombine(
                        contents(source, number, Set.of()),
                        (map, contents) -> {
                          map.put(number, size(contents));
                          return map;
                        });
              }
              return sizes.thenApply(this::chosen);
            });
  }

  /**
   * The numbers of shards from {@code first} on under which something was ever kept, after {@code
   * before}. Some are asked about at a time.
   */
  private CompletionStage<List<Integer>> used(String source, int first, List<Integer> before) {
    if (first > MOST) {
      return CompletableFuture.completedFuture(before);
    }
    CompletionStage<List<Integer>> used =
        CompletableFuture.completedFuture(new ArrayList<>(before));
    int end = Math.min(MOST + 1, first + AT_ONCE);
    for (int shards = first; shards < end; shards++) {
      int number = shards;
      var one =
          redis.number(Script.USED, List.of(QueueKeys.of(source, 0, shards).stats()), List.of());
      used =
          used.thenCombine(
              one,
              (list, there) -> {
                if (there == 1) {
                  list.add(number);
                }
                return list;
              });
    }
    return used.thenCompose(list -> used(source, end, list));
  }

  private Stored chosen(Map<Integer, Long> sizes) {
    Set<Integer> filled =
        sizes.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    int most =
        filled.stream()
            .max(
                Comparator.<Integer, Long>comparing(sizes::get)
                    .thenComparing(number -> number == configured))
            .orElse(configured);
    filled.remove(most);
    return new Stored(most, filled);
  }

  /** The contents of the shards whose keys do not begin with one of {@code without}. */
  private CompletionStage<QueueStats> contents(String source, int shards, Set<String> without) {
    return ShardStats.ask(
        redis,
        keys(source, shards).stream().filter(each -> !without.contains(each.prefix())).toList());
  }

  private Set<String> prefixes(String source, int shards) {
    return keys(source, shards).stream().map(QueueKeys::prefix).collect(Collectors.toSet());
  }

  private List<QueueKeys> keys(String source, int shards) {
    return keys.computeIfAbsent(shards, ShardKeys::new).of(source);
  }

  private static boolean holdsNothing(QueueStats contents) {
    return size(contents) == 0;
  }

  /** Counted in sets too, as the counter of events may be off. */
  private static long size(QueueStats contents) {
    long users = contents.runnable() + contents.claimed() + contents.retrying() + contents.parked();
    return Math.max(Math.max(0, contents.depth()), users) + contents.dead();
  }

  private CompletionStage<String> layout(String source, String taken, String wanted) {
    return redis.text(
        Script.LAYOUT,
        List.of(QueueKeys.layout(source)),
        List.of(utf8(taken), utf8(wanted), number(MOST)));
  }
}
