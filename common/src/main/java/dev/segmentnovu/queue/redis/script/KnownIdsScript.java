package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code known_ids.lua}: tells which message ids a shard accepted. */
public final class KnownIdsScript {

  private static final Script SCRIPT = Script.load("known_ids");

  private final RedisConnection redis;

  /** The script on {@code redis}. */
  public KnownIdsScript(RedisConnection redis) {
    this.redis = redis;
  }

  /** Those of {@code ids} that the shard accepted. Fails with {@link QueueUnavailableException}. */
  public CompletionStage<Set<String>> run(QueueKeys keys, List<String> ids) {
    return redis
        .text(SCRIPT, List.of(keys.seen(), keys.seenBefore()), new ScriptArguments().texts(ids))
        .thenApply(
            digits ->
                IntStream.range(0, ids.size())
                    .filter(i -> digits.charAt(i) == '1')
                    .mapToObj(ids::get)
                    .collect(Collectors.toSet()));
  }
}
