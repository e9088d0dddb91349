package dev.segmentnovu.worker.claim;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.Claim;
import java.time.Duration;

/**
 * How long a claim loop waits before the next poll if no hint arrives. Each poll costs a script in
 * Redis, for every shard of every source and in every worker. So while the queue is empty, each
 * wait is one period longer than the one before, up to {@link #MAX_PERIODS}. As soon as a user is
 * claimed or soon due, the loop polls once a period again: it finds quickly what no hint announces,
 * such as a retry whose worker died.
 */
@EventLoopConfined
final class PollInterval {

  /** Periods between two polls of a queue that stays empty. */
  static final int MAX_PERIODS = 5;

  private final Duration poll;
  private int quietPolls;

  PollInterval(Duration poll) {
    this.poll = poll;
  }

  /** The time until the next poll after a poll that returned {@code claim}. */
  Duration after(Claim claim) {
    boolean isQuiet =
        claim.users().isEmpty() && claim.nextDue().compareTo(poll.multipliedBy(MAX_PERIODS)) >= 0;
    quietPolls = isQuiet ? Math.min(quietPolls + 1, MAX_PERIODS) : 0;
    Duration pause = poll.multipliedBy(Math.max(1, quietPolls));
    return claim.nextDue().compareTo(pause) < 0 ? claim.nextDue() : pause;
  }

  /** A poll failed: hints may be lost as well. */
  void failed() {
    quietPolls = 0;
  }
}
