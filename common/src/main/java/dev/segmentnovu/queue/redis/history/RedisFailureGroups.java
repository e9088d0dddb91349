package dev.segmentnovu.queue.redis.history;

import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.admin.history.FailureGroups;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.history.HistoryKeys;
import dev.segmentnovu.queue.redis.script.history.HistoryScripts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The failure groups in Redis. */
public final class RedisFailureGroups implements FailureGroups {

  private static final int MAX_NAME_CHARS = 200;

  private final HistoryScripts scripts;

  /** The groups on {@code redis}. */
  public RedisFailureGroups(RedisConnection redis) {
    scripts = new HistoryScripts(redis);
  }

  @Override
  public CompletionStage<List<FailureGroup>> list(String source) {
    return scripts
        .failures(new HistoryKeys(source))
        .thenApply(
            groups -> {
              groups.sort(Comparator.comparing(FailureGroup::lastSeen).reversed());
              return groups;
            });
  }

  @Override
  public CompletionStage<Optional<FailureGroup>> acknowledge(String id, String by) {
    int dot = id.lastIndexOf('.');
    if (dot < 1) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String name = by.replaceAll("\\R", " ");
    return scripts.acknowledge(
        new HistoryKeys(id.substring(0, dot)),
        id.substring(dot + 1),
        Rejection.cut(name, MAX_NAME_CHARS));
  }
}
