package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueUnavailableException.Why;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.ForgetProfilesScript;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.SourceScripts;
import dev.segmentnovu.queue.redis.script.users.RecordScripts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In how many shards each source's queue is. Redis stores the number beside the queue. A process
 * with another number is refused, because it would look for events under names that they do not
 * have. An empty queue takes the number of the process that starts. Safe for use from any thread.
 */
public final class QueueLayout {

  private final RedisConnection redis;
  private final SourceScripts scripts;
  private final LayoutContents contents;
  private final int configured;

  /**
   * What was last found of each source: empty if Redis agrees, else the problem. All clients of the
   * process share it.
   */
  private final Map<String, Optional<String>> known;

  /** The callers that wait for the answer about a source, in their order. */
  private final Map<String, List<CompletableFuture<Optional<String>>>> waiting = new HashMap<>();

  /**
   * The layout as Redis stores it.
   *
   * @param shards as configured
   */
  QueueLayout(RedisConnection redis, int shards) {
    this(redis, shards, new ConcurrentHashMap<>(), new LayoutContents(redis));
  }

  private QueueLayout(
      RedisConnection redis,
      int configured,
      Map<String, Optional<String>> known,
      LayoutContents contents) {
    this.redis = redis;
    this.scripts = new SourceScripts(redis);
    this.configured = configured;
    this.known = known;
    this.contents = contents;
  }

  /** The same, read through another client. */
  QueueLayout through(RedisConnection other) {
    return new QueueLayout(other, configured, known, contents.through(other));
  }

  /** Whether Redis is known to have this source's queue in the configured number of shards. */
  boolean isAgreed(String source) {
    Optional<String> last = known.get(source);
    return last != null && last.isEmpty();
  }

  /**
   * Completes if the queue is in the configured number of shards. Asks Redis only if the answer is
   * not known. Fails with {@link QueueUnavailableException} if it is in another number, or Redis
   * does not answer.
   */
  CompletionStage<Void> requireAgreed(String source) {
    Optional<String> last = known.get(source);
    return (last != null ? CompletableFuture.completedFuture(last) : agreeOnce(source))
        .thenAccept(
            problem ->
                problem.ifPresent(
                    text -> {
                      throw new QueueUnavailableException(
                          Why.AWAY, text, new IllegalStateException("another number of shards"));
                    }));
  }

  /**
   * Asks once for all callers that wait at the same time, and completes them in their order: the
   * dependents of one future would run in the reverse order.
   */
  private CompletionStage<Optional<String>> agreeOnce(String source) {
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
   * Reads the number from Redis. Stores the configured number there if Redis has none, or if the
   * queue under its own number is empty. Only the first call of a process for a source may change a
   * number: otherwise two processes with different numbers would change it back and forth.
   *
   * @return why the source cannot be used, and what to do; empty if it can. Fails with {@link
   *     QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<Optional<String>> agree(String source) {
    boolean first = known.get(source) == null;
    return scripts
        .layout(source)
        .thenCompose(
            text ->
                text.isEmpty()
                    ? contents
                        .find(source, configured)
                        .thenCompose(found -> scripts.replaceLayout(source, "", found.text()))
                    : CompletableFuture.completedFuture(text))
        .thenCompose(text -> compare(source, StoredLayout.parse(text), first))
        .thenApply(
            problem -> {
              known.put(source, problem);
              return problem;
            });
  }

  private CompletionStage<Optional<String>> compare(
      String source, StoredLayout stored, boolean mayChange) {
    if (stored.shards() == configured) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (!mayChange) {
      return CompletableFuture.completedFuture(
          Optional.of(LayoutMessages.changed(source, stored.shards(), configured)));
    }
    return contents
        .read(source, stored.shards())
        .thenCompose(
            found ->
                LayoutContents.isEmpty(found)
                    ? change(source, stored)
                    : CompletableFuture.completedFuture(
                        Optional.of(
                            LayoutMessages.refusal(source, stored.shards(), configured, found))));
  }

  private CompletionStage<Optional<String>> change(String source, StoredLayout stored) {
    return forgetProfiles(source)
        .thenCompose(unused -> forgetDeliveries(source, stored.shards()))
        .thenCompose(
            unused ->
                scripts.replaceLayout(source, stored.text(), stored.changedTo(configured).text()))
        .thenCompose(text -> compare(source, StoredLayout.parse(text), false));
  }

  /** Fingerprints under this number are older than what was written since under the other. */
  private CompletionStage<Void> forgetProfiles(String source) {
    var script = new ForgetProfilesScript(redis);
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (QueueKeys shard : contents.keys(source, configured)) {
      all = all.thenCompose(unused -> script.runForAll(shard));
    }
    return all;
  }

  /** Records under the former number would be found by nobody, and stay for ever. */
  private CompletionStage<Void> forgetDeliveries(String source, int shards) {
    var scriptsOfRecords = new RecordScripts(redis);
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (QueueKeys shard : contents.keys(source, shards)) {
      all = all.thenCompose(unused -> scriptsOfRecords.forgetAllDeliveries(shard));
    }
    return all;
  }

  /**
   * What is wrong with the places of a source's events, in words an operator can act on. Writes
   * nothing.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  public CompletionStage<List<String>> problems(String source) {
    return scripts
        .layout(source)
        .thenCompose(
            text ->
                text.isEmpty()
                    ? contents.find(source, configured)
                    : CompletableFuture.completedFuture(StoredLayout.parse(text)))
        .thenCompose(
            stored ->
                contents
                    .read(source, stored.shards())
                    .thenCompose(found -> problems(source, stored, found)));
  }

  private CompletionStage<List<String>> problems(
      String source, StoredLayout stored, QueueStats found) {
    List<String> problems = new ArrayList<>();
    boolean differs = stored.shards() != configured;
    boolean canChange = differs && LayoutContents.isEmpty(found);
    StoredLayout next = canChange ? stored.changedTo(configured) : stored;
    if (differs && !canChange) {
      problems.add(LayoutMessages.refusal(source, stored.shards(), configured, found));
    }
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(problems);
    for (int before : next.before()) {
      all =
          all.thenCompose(
              list ->
                  contents
                      .readWithout(source, before, next.shards())
                      .thenApply(
                          left -> {
                            if (!LayoutContents.isEmpty(left)) {
                              list.add(LayoutMessages.stranded(source, before, left));
                            }
                            return list;
                          }));
    }
    return all;
  }
}
