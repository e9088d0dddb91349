package dev.segmentnovu.worker.claim;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.Claim;
import java.time.Duration;

/**
 * How long to wait before the next look for work, where no hint comes. Each look costs a script in
 * Redis, for every shard of every source and in every worker: so as long as nothing is queued, each
 * look in a row is a period later than the one before, up to {@link #RAREST}. As soon as a user is
 * claimed, or soon due, the looks are as often as configured, so what hints do not tell, as a retry
 * whose worker died, is found as soon as ever.
 */
@EventLoopConfined
final class PollInterval {

  /** Periods between two looks at a queue that stays empty. */
  static final int RAREST = 5;

  private final Duration poll;
  private int quiet;

  PollInterval(Duration poll) {
    this.poll = poll;
  }

  /** The time until the next look after one that brought {@code claim}. */
  Duration after(Claim claim) {
    boolean quietNow =
        claim.users().isEmpty() && claim.nextDue().compareTo(poll.multipliedBy(RAREST)) >= 0;
    quiet = quietNow ? Math.min(quiet + 1, RAREST) : 0;
    Duration pause = poll.multipliedBy(Math.max(1, quiet));
    return claim.nextDue().compareTo(pause) < 0 ? claim.nextDue() : pause;
  }

  /** A look failed: hints may have been lost as well. */
  void failed() {
    quiet = 0;
  }
}
