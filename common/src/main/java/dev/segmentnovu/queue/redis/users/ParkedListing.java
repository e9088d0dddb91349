package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.users.Users.ParkedPage;
import dev.segmentnovu.queue.admin.users.Users.ParkedUser;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import dev.segmentnovu.queue.redis.script.users.UserScripts.Parked;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists parked users, one shard after the other. */
final class ParkedListing {

  /** A step of so many users takes Redis less than a millisecond. */
  private static final int AT_ONCE = 250;

  private final UserScripts scripts;
  private final ShardKeys shardKeys;
  private final Supplier<List<String>> sources;

  ParkedListing(UserScripts scripts, ShardKeys shardKeys, Supplier<List<String>> sources) {
    this.scripts = scripts;
    this.shardKeys = shardKeys;
    this.sources = sources;
  }

  /** Where a page begins: so many users of a shard were shown, and all of the shards before. */
  private record Cursor(String source, int shard, long shown) {

    String encoded() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((source + " " + shard + " " + shown).getBytes(StandardCharsets.UTF_8));
    }

    static Cursor decode(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
        if (parts.length == 3) {
          return new Cursor(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        }
      } catch (IllegalArgumentException e) {
        // not Base64, or without a number: the exception below says so
      }
      throw new IllegalArgumentException("cursor is not one this list gave out");
    }
  }

  CompletionStage<ParkedPage> list(@Nullable String source, @Nullable String cursor, int limit) {
    Cursor start;
    try {
      start = cursor == null ? null : Cursor.decode(cursor);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    List<QueueKeys> shards = new ArrayList<>();
    for (String each : sources.get()) {
      if (source == null || source.equals(each)) {
        shards.addAll(shardKeys.of(each));
      }
    }
    long shown = 0;
    if (start != null) {
      int first = 0;
      while (first < shards.size()
          && !(shards.get(first).source().equals(start.source())
              && shards.get(first).shard() == start.shard())) {
        first++;
      }
      shards = shards.subList(first, shards.size());
      shown = start.shown();
    }
    return read(shards, shown, limit, new ArrayList<>());
  }

  private CompletionStage<ParkedPage> read(
      List<QueueKeys> shards, long shown, int limit, List<ParkedUser> items) {
    if (shards.isEmpty()) {
      return CompletableFuture.completedFuture(new ParkedPage(items, null));
    }
    QueueKeys keys = shards.get(0);
    if (items.size() == limit) {
      String next = new Cursor(keys.source(), keys.shard(), shown).encoded();
      return CompletableFuture.completedFuture(new ParkedPage(items, next));
    }
    int wanted = Math.min(AT_ONCE, limit - items.size());
    return scripts
        .parked(keys, shown, wanted)
        .thenCompose(
            parked -> {
              parked.forEach(each -> items.add(item(keys, each)));
              return parked.size() < wanted
                  ? read(shards.subList(1, shards.size()), 0, limit, items)
                  : read(shards, shown + parked.size(), limit, items);
            });
  }

  private static ParkedUser item(QueueKeys keys, Parked parked) {
    return new ParkedUser(
        keys.source(),
        OrderingKey.userId(parked.orderingKey()),
        parked.waiting(),
        parked.sinceMs() < 0 ? null : Instant.ofEpochMilli(parked.sinceMs()));
  }
}
