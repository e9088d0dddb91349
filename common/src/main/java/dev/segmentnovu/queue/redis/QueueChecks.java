package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.RedisProblem;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.queue.redis.script.ProbeScripts;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Checks whether the queue could be used now, and says in words what an operator can do if not. It
 * writes nothing. Safe for use from any thread.
 */
final class QueueChecks {

  private final ProbeScripts scripts;
  private final ShardKeys shardKeys;
  private final QueueLayout layout;

  QueueChecks(RedisConnection redis, ShardKeys shardKeys, QueueLayout layout) {
    scripts = new ProbeScripts(redis);
    this.shardKeys = shardKeys;
    this.layout = layout;
  }

  /** Why events cannot be enqueued; empty if they can. Never fails. */
  CompletionStage<Optional<String>> enqueueProblem(List<String> sources) {
    return first(layoutProblem(sources), probe(ProbeScripts::enqueue, sources));
  }

  /** Why events cannot be claimed and settled; empty if they can. Never fails. */
  CompletionStage<Optional<String>> claimProblem(List<String> sources) {
    return first(layoutProblem(sources), probe(ProbeScripts::claim, sources));
  }

  /** As {@link #enqueueProblem}, without a look at the number of shards. */
  CompletionStage<Optional<String>> keyProblem(List<String> sources) {
    return probe(ProbeScripts::enqueue, sources);
  }

  private CompletionStage<Optional<String>> layoutProblem(List<String> sources) {
    CompletionStage<Optional<String>> problem = noProblem();
    for (String source : sources) {
      problem =
          first(
              problem, layout.agree(source).exceptionally(failure -> Optional.of(reason(failure))));
    }
    return problem;
  }

  private CompletionStage<Optional<String>> probe(
      BiFunction<ProbeScripts, QueueKeys, CompletionStage<Void>> probe, List<String> sources) {
    CompletionStage<Optional<String>> problem = noProblem();
    for (String source : sources) {
      for (QueueKeys shard : shardKeys.of(source)) {
        problem =
            first(
                problem,
                probe
                    .apply(scripts, shard)
                    .handle(
                        (possible, failure) ->
                            failure == null ? Optional.empty() : Optional.of(reason(failure))));
      }
    }
    return problem;
  }

  private static CompletionStage<Optional<String>> noProblem() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private static CompletionStage<Optional<String>> first(
      CompletionStage<Optional<String>> one, CompletionStage<Optional<String>> other) {
    return one.thenCombine(other, (before, now) -> before.or(() -> now));
  }

  /** Why a call to the queue failed, in words; contains no event data. */
  static String reason(Throwable failure) {
    return QueueUnavailableException.in(failure)
        .map(known -> String.valueOf(known.getMessage()))
        .orElseGet(() -> RedisProblem.of(failure).text());
  }

  /** The servers that hold the queues of these sources, one for each shard. */
  CompletionStage<List<RedisState>> servers(List<String> sources) {
    CompletionStage<List<RedisState>> servers =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (String source : sources) {
      for (QueueKeys shard : shardKeys.of(source)) {
        servers =
            servers.thenCombine(
                scripts.server(shard),
                (all, server) -> {
                  all.add(server);
                  return all;
                });
      }
    }
    return servers;
  }

  /** The used part of the memory of the fullest of these servers. */
  CompletionStage<Double> fullness(List<String> sources) {
    return servers(sources)
        .thenApply(all -> all.stream().mapToDouble(RedisState::fullness).max().orElse(0));
  }
}
