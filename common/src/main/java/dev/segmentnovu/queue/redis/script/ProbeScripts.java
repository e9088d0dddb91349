package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that check whether others could write now, and that read the state of a server. They
 * write nothing. Each stage fails with {@link QueueUnavailableException}.
 */
public final class ProbeScripts {

  private static final Script PROBE_ENQUEUE = Script.load("probe_enqueue");
  private static final Script PROBE_CLAIM = Script.load("probe_claim");
  private static final Script SERVER = Script.load("server");

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public ProbeScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /** Fails if events could not be enqueued now. */
  public CompletionStage<Void> enqueue(QueueKeys keys) {
    return probe(PROBE_ENQUEUE, keys);
  }

  /** Fails if users could not be claimed and settled now. */
  public CompletionStage<Void> claim(QueueKeys keys) {
    return probe(PROBE_CLAIM, keys);
  }

  private CompletionStage<Void> probe(Script script, QueueKeys keys) {
    return redis
        .number(
            script,
            List.of(keys.ready(), keys.stats(), keys.seen(), keys.seenBefore()),
            new ScriptArguments())
        .thenAccept(possible -> {});
  }

  /** The state of the server that holds the shard. */
  public CompletionStage<RedisState> server(QueueKeys keys) {
    return redis
        .list(SERVER, List.of(keys.ready()), new ScriptArguments())
        .thenApply(reply -> RedisState.parse(texts(reply)));
  }

  private static String texts(ScriptReply reply) {
    var all = new StringBuilder();
    while (reply.hasMore()) {
      all.append(reply.text());
    }
    return all.toString();
  }
}
