package dev.segmentnovu.ingest.admin.queue;

import org.jspecify.annotations.Nullable;

/**
 * How many worker processes would help a source: what its backlog needs, and no more than Novu's
 * rate limit can keep busy.
 *
 * <pre>
 * backlog = users with work / call slots of a worker                       rounded up
 * budget  = tokens per second × slot-seconds per token / call slots        rounded up
 * desired = 0 if no user has work, else min(backlog, budget), at least 1
 * </pre>
 *
 * <p>The events of a user are delivered one after the other, so each user with work keeps one slot
 * busy, and more slots than users stay empty. By Little's law, tokens per second times the time
 * that a token keeps a slot busy is the number of busy slots with which the whole budget is used.
 * Pure.
 */
final class DesiredReplicas {

  private DesiredReplicas() {}

  /**
   * What is known of a source.
   *
   * @param users users that are due or claimed, at least 0
   * @param slotsPerWorker calls that a worker may have in flight, at least 1
   * @param isHeld whether no worker delivers its events: paused, suspended, blocked, or limited
   * @param budget null if Novu limits nothing that is used
   */
  record Demand(long users, int slotsPerWorker, boolean isHeld, @Nullable Budget budget) {}

  /**
   * The rate budget of the category that limits the source.
   *
   * @param tokensPerSecond that flow in, above 0
   * @param slotSecondsPerToken how long a token keeps a call slot busy, above 0; less than a call
   *     takes where a call is a batch that costs many tokens
   */
  record Budget(double tokensPerSecond, double slotSecondsPerToken) {}

  /** The number of worker processes, at least 1 if a user has work. */
  static long of(Demand demand) {
    if (demand.users == 0) {
      return 0;
    }
    if (demand.isHeld) {
      // one worker finds out when it is over; more of them would wait with it
      return 1;
    }
    long backlog = (demand.users + demand.slotsPerWorker - 1) / demand.slotsPerWorker;
    return Math.max(1, Math.min(backlog, byBudget(demand)));
  }

  private static long byBudget(Demand demand) {
    Budget budget = demand.budget;
    return budget == null
        ? Long.MAX_VALUE
        : (long)
            Math.ceil(budget.tokensPerSecond * budget.slotSecondsPerToken / demand.slotsPerWorker);
  }
}
