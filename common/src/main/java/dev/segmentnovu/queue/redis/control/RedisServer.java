package dev.segmentnovu.queue.redis.control;

import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.jobs.JobStore;
import dev.segmentnovu.queue.redis.auditlog.RedisAuditEntries;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.jobs.JobKeys;
import dev.segmentnovu.queue.redis.script.ProbeScripts;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.history.HistoryKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the servers of the queue how they are, and what their memory is used for. */
public final class RedisServer implements Server {

  private static final Script MEMORY = Script.load("memory");
  private static final Script SHARED_MEMORY = Script.load("shared_memory");

  /** Of more commands at once the last would wait too long. */
  private static final int SHARDS_AT_ONCE = 32;

  /** So many shards, spread over the slots, are on all servers of a usual Cluster. */
  private static final int SHARDS_ASKED = 16;

  /**
   * A structure of a source's queue.
   *
   * @param name for people
   * @param hasEntries whether the entries of the users' lists belong to it
   * @param keys its keys in a shard
   */
  private record Structure(
      String name, boolean hasEntries, Function<QueueKeys, List<String>> keys) {}

  private static final List<Structure> STRUCTURES =
      List.of(
          new Structure(
              "queue", true, shard -> List.of(shard.ready(), shard.heads(), shard.parked())),
          new Structure(
              "dead-letters",
              false,
              shard ->
                  List.of(shard.dead(), shard.unmapped(), shard.deadTexts(), shard.deadEntries())),
          new Structure("deliveries", false, shard -> List.of(shard.deliveries())),
          new Structure("message-ids", false, shard -> List.of(shard.seen(), shard.seenBefore())),
          new Structure(
              "profiles",
              false,
              shard ->
                  List.of(shard.profiles(), shard.profilesBefore(), shard.profilesForgotten())));

  private final RedisConnection redis;
  private final ProbeScripts probes;
  private final ShardKeys shardKeys;
  private final Clock clock = Clock.systemUTC();
  private final DiskWatch disks = new DiskWatch(System::nanoTime);

  /** The servers of {@code redis}. */
  public RedisServer(RedisConnection redis, ShardKeys shardKeys) {
    this.redis = redis;
    this.shardKeys = shardKeys;
    probes = new ProbeScripts(redis);
  }

  @Override
  public CompletionStage<State> state(List<String> sources) {
    CompletionStage<List<RedisState>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (String source : sources) {
      List<QueueKeys> shards = shardKeys.of(source);
      int step = Math.max(1, shards.size() / SHARDS_ASKED);
      for (int shard = 0; shard < shards.size(); shard += step) {
        all = all.thenCombine(probes.server(shards.get(shard)), RedisServer::with);
      }
    }
    return all.thenApply(states -> state(states, disks.see(states).orElse(null)));
  }

  private static <T> List<T> with(List<T> all, T one) {
    all.add(one);
    return all;
  }

  /** The server whose memory is fullest. */
  private static State state(List<RedisState> servers, @Nullable Duration lastFsync) {
    RedisState fullest =
        servers.stream()
            .max(
                Comparator.comparingDouble(RedisState::fullness)
                    .thenComparingLong(RedisState::usedBytes))
            .orElseThrow();
    return new State(
        fullest.role(),
        fullest.version(),
        fullest.usedBytes(),
        fullest.maxBytes() == 0 ? null : (Long) fullest.maxBytes(),
        fullest.appendOnly(),
        lastFsync);
  }

  @Override
  public CompletionStage<List<Memory>> memory(String source) {
    return add(shardKeys.of(source), new LinkedHashMap<>())
        .thenCombine(history(source), RedisServer::sum)
        .thenApply(
            bytes ->
                bytes.entrySet().stream()
                    .map(each -> new Memory(source, each.getKey(), each.getValue()))
                    .toList());
  }

  @Override
  public CompletionStage<List<Memory>> sharedMemory() {
    return redis
        .list(
            SHARED_MEMORY,
            List.of(RedisAuditEntries.KEY, JobKeys.ALL, JobKeys.RUNNING),
            new ScriptArguments().text(JobKeys.JOB).number(JobStore.MAX_KEPT))
        .thenApply(
            reply ->
                List.of(
                    new Memory(null, "audit-log", reply.number()),
                    new Memory(null, "jobs", reply.number())));
  }

  /** The counts, failure groups, unmapped events and rejections, which belong to no shard. */
  private CompletionStage<Map<String, Long>> history(String source) {
    List<String> keys = new HistoryKeys(source).all(clock.instant());
    List<String> withoutStats = new ArrayList<>(List.of(keys.get(0)));
    withoutStats.addAll(keys);
    return redis
        .list(MEMORY, withoutStats, new ScriptArguments())
        .thenApply(
            reply -> {
              reply.number(); // there are no users' lists
              long bytes = 0;
              while (reply.hasMore()) {
                bytes += reply.number();
              }
              return Map.of("history", bytes);
            });
  }

  private CompletionStage<Map<String, Long>> add(List<QueueKeys> shards, Map<String, Long> before) {
    if (shards.isEmpty()) {
      return CompletableFuture.completedFuture(before);
    }
    int end = Math.min(SHARDS_AT_ONCE, shards.size());
    CompletionStage<Map<String, Long>> total = CompletableFuture.completedFuture(before);
    for (QueueKeys shard : shards.subList(0, end)) {
      total = total.thenCombine(ask(shard), RedisServer::sum);
    }
    return total.thenCompose(sum -> add(shards.subList(end, shards.size()), sum));
  }

  private CompletionStage<Map<String, Long>> ask(QueueKeys shard) {
    List<String> keys = new ArrayList<>(List.of(shard.stats()));
    STRUCTURES.forEach(structure -> keys.addAll(structure.keys.apply(shard)));
    return redis.list(MEMORY, keys, new ScriptArguments()).thenApply(reply -> bytes(shard, reply));
  }

  private static Map<String, Long> bytes(QueueKeys shard, ScriptReply reply) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    long entries = reply.number();
    for (Structure structure : STRUCTURES) {
      long sum = structure.hasEntries ? entries : 0;
      for (String unused : structure.keys.apply(shard)) {
        sum += reply.number();
      }
      bytes.put(structure.name, sum);
    }
    return bytes;
  }

  private static Map<String, Long> sum(Map<String, Long> before, Map<String, Long> shard) {
    shard.forEach((structure, bytes) -> before.merge(structure, bytes, Long::sum));
    return before;
  }
}
