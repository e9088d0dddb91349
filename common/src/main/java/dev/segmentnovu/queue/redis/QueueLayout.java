package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueUnavailableException.Why;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.reshard.DataFormat;
import dev.segmentnovu.queue.redis.reshard.DataFormat.Verdict;
import dev.segmentnovu.queue.redis.reshard.ReshardState;
import dev.segmentnovu.queue.redis.reshard.StoredLayout;
import dev.segmentnovu.queue.redis.script.LayoutScripts;
import dev.segmentnovu.queue.redis.script.LayoutScripts.Stored;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How each source's queue is stored: in which data format, and in how many shards. Redis stores
 * both beside the queue. A process that does not know the format is refused. Every process follows
 * the stored number of shards, which only {@code relay reshard} changes; the configured one counts
 * for a new queue. Safe for use from any thread.
 */
public final class QueueLayout {

  private static final Logger LOG = LoggerFactory.getLogger(QueueLayout.class);

  private final LayoutScripts scripts;
  private final LayoutContents contents;
  private final int configured;
  private final DataFormat format;
  private final ShardKeys keys;

  /**
   * What was last found of each source: empty if the process can use its data, else the problem.
   * All clients of the process share it.
   */
  private final Map<String, Optional<String>> known;

  /** The callers that wait for the answer about a source, in their order. */
  private final Map<String, List<CompletableFuture<Optional<String>>>> waiting = new HashMap<>();

  /**
   * The layout as Redis stores it.
   *
   * @param shards as configured
   * @param format that this process knows
   */
  QueueLayout(RedisConnection redis, int shards, DataFormat format) {
    this(
        redis,
        shards,
        format,
        new ShardKeys(shards),
        new ConcurrentHashMap<>(),
        new LayoutContents(redis));
  }

  private QueueLayout(
      RedisConnection redis,
      int configured,
      DataFormat format,
      ShardKeys keys,
      Map<String, Optional<String>> known,
      LayoutContents contents) {
    this.scripts = new LayoutScripts(redis);
    this.configured = configured;
    this.format = format;
    this.keys = keys;
    this.known = known;
    this.contents = contents;
  }

  /** The same, read through another client. */
  QueueLayout through(RedisConnection other) {
    return new QueueLayout(other, configured, format, keys, known, contents.through(other));
  }

  /** The keys of all shards, as far as the layout is known. */
  ShardKeys keys() {
    return keys;
  }

  /** Whether this process is known to be able to use the source's data. */
  boolean isAgreed(String source) {
    Optional<String> last = known.get(source);
    return last != null && last.isEmpty();
  }

  /**
   * Completes if this process can use the source's data. Asks Redis only if the answer is not
   * known. Fails with {@link QueueUnavailableException} if it cannot, or Redis does not answer.
   */
  CompletionStage<Void> requireAgreed(String source) {
    Optional<String> last = known.get(source);
    return (last != null ? CompletableFuture.completedFuture(last) : agreeOnce(source))
        .thenAccept(
            problem ->
                problem.ifPresent(
                    text -> {
                      throw new QueueUnavailableException(
                          Why.AWAY, text, new IllegalStateException("another data format"));
                    }));
  }

  /**
   * Asks once for all callers that wait at the same time, and completes them in their order: the
   * dependents of one future would run in the reverse order.
   */
  CompletionStage<Optional<String>> agreeOnce(String source) {
    var mine = new CompletableFuture<Optional<String>>();
    synchronized (waiting) {
      List<CompletableFuture<Optional<String>>> others = waiting.get(source);
      if (others != null) {
        others.add(mine);
        return mine;
      }
      waiting.put(source, new ArrayList<>(List.of(mine)));
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
    synchronized (waiting) {
      List<CompletableFuture<Optional<String>>> all = waiting.remove(source);
      return all == null ? List.of() : all;
    }
  }

  /**
   * Reads the layout from Redis and follows it. Stores the configured number of shards there if
   * Redis has none, and the format of this process if it is later and processes of the stored one
   * can use it.
   *
   * @return why the source cannot be used, and what to do; empty if it can. Fails with {@link
   *     QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<Optional<String>> agree(String source) {
    return scripts
        .read(source)
        .thenCompose(
            stored -> {
              DataFormat found = DataFormat.parse(stored.format());
              Verdict verdict = format.judge(source, found);
              if (verdict instanceof Verdict.Refused refused) {
                return CompletableFuture.completedFuture(Optional.of(refused.why()));
              }
              CompletionStage<String> raised =
                  verdict instanceof Verdict.Raise
                      ? scripts.replaceFormat(source, stored.format(), format.text())
                      : CompletableFuture.completedFuture(stored.format());
              return raised
                  .thenCompose(unused -> layout(source, stored))
                  .thenApply(
                      layout -> {
                        follow(source, layout, ReshardState.parse(stored.reshard()));
                        return Optional.<String>empty();
                      });
            })
        .thenApply(
            problem -> {
              known.put(source, problem);
              return problem;
            });
  }

  private CompletionStage<StoredLayout> layout(String source, Stored stored) {
    return stored.layout().isEmpty()
        ? contents
            .find(source, configured)
            .thenCompose(found -> scripts.replaceLayout(source, "", found.text()))
            .thenApply(StoredLayout::parse)
        : CompletableFuture.completedFuture(StoredLayout.parse(stored.layout()));
  }

  private void follow(String source, StoredLayout layout, Optional<ReshardState> reshard) {
    Optional<ReshardState> applies = reshard.filter(state -> state.to() == layout.shards());
    keys.place(
        source,
        layout.shards(),
        applies.map(ReshardState::former).orElse(List.of()),
        applies.map(ReshardState::moves).orElse(false));
    if (known.get(source) == null && layout.shards() != configured) {
      LOG.warn("{}", LayoutMessages.otherNumber(source, layout.shards(), configured));
    }
  }

  /**
   * In how many shards the queue is, in words, and that another number is set if so. Writes
   * nothing.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<String> describe(String source) {
    return stored(source)
        .thenApply(
            layout ->
                layout.shards() == configured
                    ? Integer.toString(configured)
                    : LayoutMessages.otherNumber(source, layout.shards(), configured));
  }

  private CompletionStage<StoredLayout> stored(String source) {
    return scripts.read(source).thenCompose(stored -> stored(source, stored));
  }

  private CompletionStage<StoredLayout> stored(String source, Stored stored) {
    return stored.layout().isEmpty()
        ? contents.find(source, configured)
        : CompletableFuture.completedFuture(StoredLayout.parse(stored.layout()));
  }

  /**
   * Why this process cannot use the source's data; empty if it can. Writes nothing.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<Optional<String>> refusal(String source) {
    return scripts
        .read(source)
        .thenApply(
            stored ->
                format.judge(source, DataFormat.parse(stored.format()))
                        instanceof Verdict.Refused refused
                    ? Optional.of(refused.why())
                    : Optional.empty());
  }

  /**
   * What is wrong with the places of a source's events, in words an operator can act on. Writes
   * nothing.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<List<String>> problems(String source) {
    return scripts
        .read(source)
        .thenCompose(
            stored ->
                stored(source, stored)
                    .thenCompose(
                        layout -> problems(source, layout, ReshardState.parse(stored.reshard()))));
  }

  private CompletionStage<List<String>> problems(
      String source, StoredLayout stored, Optional<ReshardState> reshard) {
    List<String> problems = new ArrayList<>();
    Optional<ReshardState> moves = reshard.filter(ReshardState::moves);
    moves.ifPresent(state -> problems.add(LayoutMessages.moving(source, state.from(), state.to())));
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(problems);
    for (int before : moves.isPresent() ? List.<Integer>of() : stored.before()) {
      all =
          all.thenCompose(
              list ->
                  contents
                      .readWithout(source, before, stored.shards())
                      .thenApply(
                          left -> {
                            if (!LayoutContents.isEmpty(left)) {
                              list.add(
                                  LayoutMessages.stranded(source, before, stored.shards(), left));
                            }
                            return list;
                          }));
    }
    return all;
  }

  /**
   * Whether a call failed because the queue was divided anew. It may be sent again: the queue does
   * not add an event that it knows.
   */
  static boolean isMoved(Throwable failure) {
    return QueueUnavailableException.in(failure)
        .filter(known -> known.why() == Why.MOVED)
        .isPresent();
  }
}
