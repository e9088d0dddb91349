package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import org.redisson.api.RedissonClient;

/**
 * A real Redis whose scripts, otherwise as they are, read the time from a key, so that a test steps
 * the clock.
 */
public final class SteppedRedis extends RedisConnection {

  private final String key;
  private final RedissonClient client;

  /** A Redis whose time is in {@code key}, as ms since 1970. */
  public SteppedRedis(String key) {
    super(TestRedis.redis());
    this.key = key;
    client = TestRedis.client();
  }

  /** Sets the time that the scripts read, ms since 1970. */
  public void clock(long ms) {
    client.getBucket(key).set(String.valueOf(ms));
  }

  /** A queue whose scripts read the time from the key. */
  public RedisEventQueue queue(RelayConfig.Queue config) {
    return new RedisEventQueue(this, config);
  }

  /** A client that reads and writes past the queue's own code. */
  public RedissonClient client() {
    return client;
  }

  @Override
  protected String textOf(Script script) {
    String whole = super.textOf(script);
    // flags stand in the first line
    int flags = whole.startsWith("#!") ? whole.indexOf('\n') + 1 : 0;
    return whole.substring(0, flags)
        + """
        local server = redis
        local redis = setmetatable({ call = function(command, ...)
          if command == 'TIME' then
            local ms = tonumber(server.call('GET', '%s'))
            return { math.floor(ms / 1000), (ms %% 1000) * 1000 }
          end
          return server.call(command, ...)
        end }, { __index = server })
        """
            .formatted(key)
        + whole.substring(flags);
  }

  @Override
  public void close() {
    client.getKeys().delete(key);
    client.shutdown();
    super.close();
  }
}
