package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.RecordScripts;
import dev.segmentnovu.queue.redis.script.users.RecordScripts.Member;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the latest dead letters of a user or an event. All are examined, in small steps. */
final class DeadLetterScan {

  private static final Comparator<DeadLetter> OLDEST_FIRST =
      Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id);

  private final RecordScripts scripts;
  private final ShardKeys shardKeys;

  DeadLetterScan(RedisConnection redis, ShardKeys shardKeys) {
    scripts = new RecordScripts(redis);
    this.shardKeys = shardKeys;
  }

  /** The latest dead letters of a source with this id, newest first, without details. */
  CompletionStage<List<DeadLetter>> latest(String source, Member member, String value, int limit) {
    var found = new PriorityQueue<DeadLetter>(OLDEST_FIRST);
    CompletionStage<Void> scanned = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shardKeys.of(source)) {
      var scan = new ShardScan(keys, member, value, limit, found);
      scanned =
          scanned.thenCompose(unused -> scan.from(UserScripts.FIRST_CURSOR, ScanSize.first()));
    }
    return scanned.thenApply(unused -> newestFirst(found));
  }

  private static List<DeadLetter> newestFirst(PriorityQueue<DeadLetter> found) {
    List<DeadLetter> all = new ArrayList<>(found);
    all.sort(OLDEST_FIRST.reversed());
    return all;
  }

  private final class ShardScan {
    private final QueueKeys keys;
    private final Member member;
    private final String value;
    private final int limit;
    private final PriorityQueue<DeadLetter> found;

    ShardScan(
        QueueKeys keys, Member member, String value, int limit, PriorityQueue<DeadLetter> found) {
      this.keys = keys;
      this.member = member;
      this.value = value;
      this.limit = limit;
      this.found = found;
    }

    CompletionStage<Void> from(String cursor, ScanSize size) {
      return scripts
          .scanDead(keys, member, value, cursor, size.count())
          .thenCompose(
              step -> {
                for (byte[] text : step.texts()) {
                  DeadLetterCodec.read(text).ifPresent(this::collect);
                }
                return step.nextCursor().equals(UserScripts.FIRST_CURSOR)
                    ? CompletableFuture.completedFuture(null)
                    : from(step.nextCursor(), size.after(step.bytes()));
              });
    }

    private void collect(DeadLetter deadLetter) {
      // a scan may name one twice
      if (found.stream().noneMatch(each -> each.id().equals(deadLetter.id()))) {
        found.add(deadLetter.withoutDetails());
        if (found.size() > limit) {
          found.poll();
        }
      }
    }
  }
}
