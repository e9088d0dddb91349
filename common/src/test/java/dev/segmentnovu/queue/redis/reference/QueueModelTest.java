package dev.segmentnovu.queue.redis.reference;

import dev.segmentnovu.queue.redis.SteppedRedis;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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

  /** The lanes run side by side, because a run waits for Redis half of the time. */
  private static final int LANES = 2;

  @Test
  void the_scripts_agree_with_the_model() {
    long seed = Long.getLong("relay.model.seed", System.nanoTime());
    List<CompletableFuture<Map<String, Integer>>> lanes =
        IntStream.range(0, LANES)
            .mapToObj(lane -> CompletableFuture.supplyAsync(() -> run(seed, lane)))
            .toList();
    var counts = new TreeMap<String, Integer>();
    for (CompletableFuture<Map<String, Integer>> lane : lanes) {
      lane.join().forEach((step, count) -> counts.merge(step, count, Integer::sum));
    }
    LOG.info("Seed {}: {} steps agree: {}", seed, STEPS, counts);
  }

  /** The runs of one lane, on a clock of their own. */
  private static Map<String, Integer> run(long seed, int lane) {
    var counts = new TreeMap<String, Integer>();
    try (var redis = new SteppedRedis("relay:test:clock:" + (seed + lane))) {
      for (long first = (long) lane * RandomRun.STEPS;
          first < STEPS;
          first += LANES * RandomRun.STEPS) {
        new RandomRun(redis, seed + first, counts).run();
      }
    }
    return counts;
  }
}
