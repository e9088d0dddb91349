package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real Redis that remembers which keys its scripts were sent with. */
public final class CountingRedis extends RedisConnection {

  private final List<List<String>> calls = new CopyOnWriteArrayList<>();

  /** The Redis of the tests. */
  public CountingRedis() {
    super(TestRedis.redis());
  }

  /** A queue whose scripts are counted. */
  public RedisEventQueue queue(RelayConfig.Queue config) {
    return new RedisEventQueue(this, config);
  }

  /** How many scripts were sent with a key that contains {@code part}, since the last question. */
  public long calls(String part) {
    long count =
        calls.stream().filter(keys -> keys.stream().anyMatch(key -> key.contains(part))).count();
    calls.clear();
    return count;
  }

  /** Deletes a key. */
  public void delete(String key) {
    var client = TestRedis.client();
    client.getKeys().delete(key);
    client.shutdown();
  }

  @Override
  public CompletionStage<Long> number(Script script, List<String> keys, ScriptArguments arguments) {
    calls.add(keys);
    return super.number(script, keys, arguments);
  }

  @Override
  public CompletionStage<ScriptReply> list(
      Script script, List<String> keys, ScriptArguments arguments) {
    calls.add(keys);
    return super.list(script, keys, arguments);
  }

  @Override
  public CompletionStage<String> text(Script script, List<String> keys, ScriptArguments arguments) {
    calls.add(keys);
    return super.text(script, keys, arguments);
  }
}
