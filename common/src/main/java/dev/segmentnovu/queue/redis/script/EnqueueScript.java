package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code enqueue.lua}: appends events to their users' lists. */
public final class EnqueueScript {

  private static final Script SCRIPT = Script.load("enqueue");

  private static final int OVERHEAD_BYTES = 100;

  private final RedisConnection redis;
  private final Duration deduplication;

  /**
   * The script on {@code redis}.
   *
   * @param deduplication how long a message id is remembered at least
   */
  public EnqueueScript(RedisConnection redis, Duration deduplication) {
    this.redis = redis;
    this.deduplication = deduplication;
  }

  /**
   * Appends {@code events} in their order; completes when as many replicas and disks as configured
   * have them too. Fails with {@link QueueUnavailableException}.
   *
   * @return how many were duplicates
   */
  public CompletionStage<Long> run(QueueKeys keys, List<NewEvent> events) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .millis(deduplication)
            .text(QueueKeys.dueChannel(keys.source()))
            .number(events.size())
            .number(keys.shards());
    events.forEach(event -> arguments.text(event.orderingKey()));
    events.forEach(event -> arguments.text(event.messageId()));
    events.forEach(event -> arguments.bytes(event.entry()));
    return redis.durableNumber(
        SCRIPT, List.of(keys.ready(), keys.stats(), keys.seen(), keys.seenBefore()), arguments);
  }

  /** About the bytes of the arguments for {@code events}. */
  public static int weightBytes(List<NewEvent> events) {
    int bytes = 0;
    for (NewEvent event : events) {
      bytes += event.entry().length + OVERHEAD_BYTES;
    }
    return bytes;
  }
}
