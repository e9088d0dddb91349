package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.reshard.StoredLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LayoutContentsTest extends RedisQueueFixture {

  /**
   * Counts the calls in flight whose scripts return lists: those that read the state of a shard.
   */
  private static final class CountingRedis extends RedisConnection {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    CountingRedis() {
      super(TestRedis.redis());
    }

    @Override
    public CompletionStage<ScriptReply> list(
        Script script, List<String> keys, ScriptArguments arguments) {
      most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      return super.list(script, keys, arguments)
          .whenComplete((reply, failure) -> inFlight.decrementAndGet());
    }
  }

  /** Numbers near 256 have the same first shard, so all of them are read. */
  @Test
  void a_search_among_numbers_with_the_same_first_shard_reads_few_shards_at_once() {
    RedisEventQueue queue = queue(Duration.ofSeconds(60), 256);
    enqueue(queue, "u", "1");
    get(queue.storeIdempotency(source, true));

    try (var redis = new CountingRedis()) {
      StoredLayout found = get(new LayoutContents(redis).find(source, 1));

      assertThat(found.shards()).isEqualTo(256);
      assertThat(redis.most.get()).isBetween(1, 32);
    }
  }
}
