package dev.segmentnovu.queue.redis.script.users;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The scripts that read events that wait. Each stage fails with {@link QueueUnavailableException}. */
public final class WaitingScripts {

  private static final Script LATEST = Script.load("latest_waiting");

  /** After so many bytes no further event is read, so that Redis serves others meanwhile. */
  private static final int MAX_BYTES = 250_000;

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public WaitingScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /** An event that waits, with its ordering key. */
  public record Waiting(String orderingKey, byte[] entry) {}

  /** Reads the last events of some users of a shard, at most {@code most}. */
  public CompletionStage<List<Waiting>> latest(QueueKeys keys, int most) {
    return redis
        .list(
            LATEST,
            List.of(keys.ready()),
            new ScriptArguments().text(keys.prefix()).number(most).number(MAX_BYTES))
        .thenApply(WaitingScripts::waiting);
  }

  private static List<Waiting> waiting(ScriptReply reply) {
    List<Waiting> waiting = new ArrayList<>();
    while (reply.hasMore()) {
      waiting.add(new Waiting(reply.text(), reply.bytes()));
    }
    return waiting;
  }
}
