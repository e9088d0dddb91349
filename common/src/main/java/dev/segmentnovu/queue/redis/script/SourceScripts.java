package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that read and store facts about a source as a whole. Each stage fails with {@link
 * QueueUnavailableException}.
 */
public final class SourceScripts {

  private static final Script USED = Script.load("used");
  private static final Script IDEMPOTENCY = Script.load("idempotency");

  /** The configuration allows no more shards. */
  public static final int MAX_SHARDS = 256;

  private static final String HONOURED = "on";
  private static final String IGNORED = "off";

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public SourceScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /** Whether a shard was ever used. */
  public CompletionStage<Boolean> isUsed(QueueKeys keys) {
    return redis
        .number(USED, List.of(keys.stats()), new ScriptArguments())
        .thenApply(used -> used == 1);
  }

  /**
   * Stores whether the source's Novu honours idempotency keys.
   *
   * @param firstShard of the source
   */
  public CompletionStage<Void> storeIdempotency(QueueKeys firstShard, boolean honoured) {
    return idempotency(firstShard, honoured ? HONOURED : IGNORED).thenAccept(stored -> {});
  }

  /**
   * Whether the source's Novu honours idempotency keys; empty while no worker has found out.
   *
   * @param firstShard of the source
   */
  public CompletionStage<Optional<Boolean>> idempotency(QueueKeys firstShard) {
    return idempotency(firstShard, "")
        .thenApply(
            stored -> stored.isEmpty() ? Optional.empty() : Optional.of(stored.equals(HONOURED)));
  }

  private CompletionStage<String> idempotency(QueueKeys firstShard, String text) {
    return redis.text(IDEMPOTENCY, List.of(firstShard.stats()), new ScriptArguments().text(text));
  }
}
