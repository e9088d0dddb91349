package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.admin.users.WaitingEvents;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import dev.segmentnovu.queue.redis.script.users.WaitingScripts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The events that wait in Redis. */
public final class RedisWaitingEvents implements WaitingEvents {

  /** So that a search ends within some seconds. */
  private static final int MOST_STEPS = 2_000;

  private final WaitingScripts scripts;
  private final ShardKeys shardKeys;

  /** Events in the queues of {@code redis}. */
  public RedisWaitingEvents(RedisConnection redis, ShardKeys shardKeys) {
    scripts = new WaitingScripts(redis);
    this.shardKeys = shardKeys;
  }

  @Override
  public CompletionStage<Found> search(String source, List<EventField> fields, int limit) {
    var search = new Search(source, fields, limit);
    CompletionStage<Void> searching = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shardKeys.of(source)) {
      for (String set : List.of(keys.ready(), keys.parked())) {
        searching =
            searching.thenCompose(
                unused -> search.step(keys, set, UserScripts.FIRST_CURSOR, List.of()));
      }
    }
    return searching.thenApply(unused -> search.found());
  }

  /** One search, one step after the other. */
  private final class Search {
    private final String source;
    private final List<EventField> fields;
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();
    private int steps;
    private boolean cut;

    Search(String source, List<EventField> fields, int limit) {
      this.source = source;
      this.fields = fields;
      this.limit = limit;
    }

    CompletionStage<Void> step(QueueKeys keys, String set, String cursor, List<String> unread) {
      if (steps == MOST_STEPS || entries.size() >= limit) {
        cut = true;
        return CompletableFuture.completedFuture(null);
      }
      steps++;
      String asked = unread.isEmpty() ? cursor : "";
      return scripts
          .search(keys, set, fields, asked, unread)
          .thenCompose(
              step -> {
                step.found().forEach(each -> entries.add(entry(source, each)));
                String next = unread.isEmpty() ? step.nextCursor() : cursor;
                return step.unread().isEmpty() && next.equals(UserScripts.FIRST_CURSOR)
                    ? CompletableFuture.completedFuture(null)
                    : step(keys, set, next, step.unread());
              });
    }

    Found found() {
      return new Found(entries, !cut);
    }
  }

  private static Entry entry(String source, WaitingScripts.Waiting waiting) {
    return new Entry(source, OrderingKey.userId(waiting.orderingKey()), waiting.entry());
  }

  @Override
  public CompletionStage<List<Entry>> latest(String source, int limit) {
    List<Entry> found = new ArrayList<>();
    CompletionStage<Void> reading = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shardKeys.of(source)) {
      reading =
          reading
              .thenCompose(unused -> scripts.latest(keys, limit))
              .thenAccept(waiting -> waiting.forEach(each -> found.add(entry(source, each))));
    }
    return reading.thenApply(unused -> List.copyOf(found));
  }
}
