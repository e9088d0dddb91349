package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admin.queue.DesiredReplicas.Budget;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long a token of the rate budget keeps a call slot busy: calls in flight divided by
 * tokens used per second, both smoothed over about half a minute of samples.
 */
@EventLoopConfined
final class SlotUse {

  /** What counts until a source has used tokens: a call alone that takes a quarter of a second. */
  static final double UNMEASURED = 0.25;

  /** Below this the tokens say nothing of how long calls take. */
  private static final double LEAST_TOKENS_PER_SECOND = 0.5;

  private static final double WEIGHT_OF_NEW = 0.2;
  private static final double SHORTEST = 0.000_1;
  private static final double LONGEST = 10;

  private double calls;
  private double tokensPerSecond;

  /**
   * Adds a sample.
   *
   * @param inFlight calls to Novu in flight in all workers
   * @param use of the busiest category of the budget; null if it is not known
   * @return the budget that limits the source; null if none is known
   */
  @Nullable Budget next(int inFlight, BudgetUse.@Nullable Use use) {
    if (use == null || use.tokensPerSecond() <= 0) {
      return null;
    }
    calls += WEIGHT_OF_NEW * (inFlight - calls);
    tokensPerSecond += WEIGHT_OF_NEW * (use.share() * use.tokensPerSecond() - tokensPerSecond);
    double seconds =
        tokensPerSecond < LEAST_TOKENS_PER_SECOND || calls == 0
            ? UNMEASURED
            : Math.max(SHORTEST, Math.min(LONGEST, calls / tokensPerSecond));
    return new Budget(use.tokensPerSecond(), seconds);
  }
}
