package dev.segmentnovu.queue.redis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.queue.redis.SteppedRedis;
import dev.segmentnovu.queue.redis.script.BudgetScripts;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random asks, old and new answers of Novu, policies that change and a clock that jumps: the script
 * and {@link BudgetModel} grant the same. {@code -Drelay.model.seed=N} repeats a run.
 */
final class BudgetModelTest {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetModelTest.class);
  private static final int RUNS = 40;
  private static final int STEPS = 250;

  @Test
  void the_script_agrees_with_the_model() {
    long seed = Long.getLong("relay.model.seed", System.nanoTime());
    LOG.info("Seed {}", seed);
    try (var redis = new SteppedRedis("relay:test:clock:budget:" + seed)) {
      for (int run = 0; run < RUNS; run++) {
        run(redis, seed + run);
      }
    }
  }

  private static void run(SteppedRedis redis, long seed) {
    var random = new SplittableRandom(seed);
    String source = "b" + Long.toHexString(seed) + Long.toHexString(System.nanoTime());
    RateBudget budget = new BudgetScripts(redis)::take;
    var model = new BudgetModel();
    long now = 1_700_000_000_000L;
    long last = 0;
    Double ceiling = random.nextInt(3) == 0 ? (Double) random.nextDouble(0.5, 500) : null;
    int limit = random.nextInt(1, 1_000);
    for (int step = 0; step < STEPS; step++) {
      now += random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(100);
      now -= random.nextInt(40) == 0 ? random.nextInt(1_000_000) : 0;
      limit = random.nextInt(100) == 0 ? random.nextInt(1, 1_000) : limit;
      Seen seen = random.nextBoolean() ? null : seen(random, limit, last);
      int calls = random.nextInt(4) > 0 ? random.nextInt(300) : random.nextInt(2);
      var many = new BatchBid("w" + random.nextInt(3), calls);
      var ask = new Ask("trigger", random.nextInt(40), many, ceiling, seen);
      redis.clock(now);
      Grant got = budget.take(source, ask).toCompletableFuture().join();
      assertThat(got)
          .as("seed %d, step %d, at %d: %s", seed, step, now, ask)
          .isEqualTo(model.take(now, ask));
      last = got.last();
    }
    redis.client().getKeys().delete(QueueKeys.budget(source).toString());
  }

  private static Seen seen(SplittableRandom random, int limit, long last) {
    int burst = limit + limit / 10;
    return new Seen(
        limit,
        Duration.ofSeconds(5),
        burst,
        random.nextInt(burst + 1),
        random.nextInt(6),
        Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 10_000 : 50)),
        random.nextInt(10) == 0
            ? last + random.nextInt(100)
            : Math.max(0, last - random.nextInt(30)));
  }
}
