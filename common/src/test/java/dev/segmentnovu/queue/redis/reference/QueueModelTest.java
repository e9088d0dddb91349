package dev.segmentnovu.queue.redis.reference;

import dev.segmentnovu.queue.redis.SteppedRedis;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random sequences of everything that can be asked of the queue, in one Redis and in {@link
 * QueueModel}: after every step the answers agree, the contents agree, and the invariant holds.
 *
 * <p>{@code -Drelay.model.seed=N} repeats one run, {@code -Drelay.model.steps=N} makes it longer.
 */
final class QueueModelTest {

  private static final Logger LOG = LoggerFactory.getLogger(QueueModelTest.class);
  private static final int STEPS = Integer.getInteger("relay.model.steps", 100_000);

  @Test
  void the_scripts_agree_with_the_model() {
    long seed = Long.getLong("relay.model.seed", System.nanoTime());
    String clock = "relay:test:clock:" + seed;
    try (var redis = new SteppedRedis(clock)) {
      var counts = new TreeMap<String, Integer>();
      for (int done = 0; done < STEPS; done += RandomRun.STEPS) {
        new RandomRun(redis, seed + done, counts).run();
      }
      LOG.info("Seed {}: {} steps agree: {}", seed, STEPS, counts);
    }
  }
}
