package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.control.RedisPresence;
import dev.segmentnovu.queue.redis.jobs.RedisJobs;
import dev.segmentnovu.queue.redis.reshard.DataFormat;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.util.ArrayList;
import java.util.List;

/** What must end before the number of shards can change, in words an operator can act on. */
final class ReshardBlockers {

  private final RedisConnection redis;
  private final ShardKeys shardKeys;

  ReshardBlockers(RedisConnection redis, ShardKeys shardKeys) {
    this.redis = redis;
    this.shardKeys = shardKeys;
  }

  /**
   * All of them; empty if a change can begin. Blocks. One question after the other: to read the
   * first heartbeat of a process loads the JSON library, on the thread that receives replies.
   */
  List<String> find() {
    List<String> older =
        new RedisPresence(redis).before(DataFormat.PRESENT.version()).toCompletableFuture().join();
    return words(older, RedisJobs.store(redis, shardKeys).running().toCompletableFuture().join());
  }

  private static List<String> words(List<String> older, List<String> jobs) {
    List<String> all = new ArrayList<>();
    if (!older.isEmpty()) {
      all.add(
          "Processes of an earlier version run, which cannot follow the change: "
              + String.join(", ", older)
              + ". Upgrade or stop them; a stopped one is forgotten after a minute");
    }
    if (!jobs.isEmpty()) {
      all.add(
          "Jobs over dead letters run: "
              + String.join(", ", jobs)
              + ". Wait for their end, or run relay jobs cancel");
    }
    return all;
  }
}
