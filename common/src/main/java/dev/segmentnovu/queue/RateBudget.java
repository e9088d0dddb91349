package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What Novu's rate limiter allows a source, by category of calls. All workers of the source share
 * it. Each call costs tokens, and a limited number of tokens flows in each window. Safe for use
 * from any thread.
 */
public interface RateBudget {

  /**
   * Takes tokens, and passes on what Novu last reported.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Grant> take(String source, Ask ask);

  /**
   * What a worker asks for.
   *
   * @param category Novu's name for a group of endpoints
   * @param tokens how many tokens it wants, one for each call; at least 0
   * @param batch its bid for a batch
   * @param ceiling tokens a second at most, whatever Novu allows; above 0, null for no ceiling
   * @param seen what Novu last reported; null if nothing yet. While no worker has passed a report,
   *     and without a ceiling, all tokens are granted
   */
  record Ask(
      String category, int tokens, BatchBid batch, @Nullable Double ceiling, @Nullable Seen seen) {}

  /**
   * A bid for a batch, which costs {@link #COST} tokens whatever it holds. Tokens are saved for one
   * worker at a time, because several workers would save for longer than calls may wait.
   *
   * @param worker identifies the worker
   * @param calls how many of its calls one batch could hold; 1 if it could have many once it is
   *     chosen to gather them; 0 if a batch is of no use to it
   */
  record BatchBid(String worker, int calls) {

    /** Tokens that a batch costs. */
    public static final int COST = 100;

    /** Whether the batch would hold more calls than it costs tokens, so that tokens are saved. */
    public boolean pays() {
      return calls > COST;
    }
  }

  /**
   * What the headers of a response report.
   *
   * @param limit tokens that flow in each window
   * @param window in which {@code limit} tokens flow
   * @param burst tokens that the bucket holds at most
   * @param remaining tokens left after the call, without those that Novu adds with a later call
   * @param resetSeconds until a token comes, rounded up
   * @param sinceResponse how long ago the response came
   * @param token the {@link Grant#last} of the call's token; 0 if it had none
   */
  record Seen(
      int limit,
      Duration window,
      int burst,
      int remaining,
      int resetSeconds,
      Duration sinceResponse,
      long token) {}

  /**
   * What a worker gets.
   *
   * @param tokens from 0 to what it wanted, for calls that it makes at once; those of a batch if
   *     {@code batch} is {@link BatchGrant#MAKE}
   * @param next how long until there is another token; zero if all wanted tokens are granted
   * @param last the number of the last token granted, to any worker
   * @param batch the answer to the bid for a batch
   */
  record Grant(int tokens, Duration next, long last, BatchGrant batch) {}

  /** The answer to a bid for a batch. */
  enum BatchGrant {
    /** Another worker gathers a batch, or this one has no use for one. */
    NONE,
    /** This worker may gather calls for a batch. */
    GATHER,
    /** This worker may send its batch with the granted tokens, and may gather no longer. */
    MAKE
  }
}
