package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What Novu allows a source, by category of calls, shared by all its workers: each call costs
 * tokens, of which Novu gives so many a window. Safe for use from any thread.
 */
public interface RateBudget {

  /**
   * Takes tokens, and tells what Novu last said of them.
   *
   * @param source a configured source's name
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Grant> take(String source, Ask ask);

  /**
   * What a worker asks for.
   *
   * @param category Novu's name for the kind of calls
   * @param tokens how many are wanted for a call each, at least 0
   * @param many the call for many that is wanted besides
   * @param ceiling tokens a second at most whatever Novu allows, above 0; null for no such ceiling
   * @param seen the latest that Novu said; null if nothing yet. Without it, and without a ceiling,
   *     all that is wanted is granted
   */
  record Ask(
      String category, int tokens, BatchBid many, @Nullable Double ceiling, @Nullable Seen seen) {}

  /**
   * A call for many, which costs {@link #COST} tokens whatever it holds. They are saved for one
   * worker at a time: several would save for longer than calls may wait.
   *
   * @param worker who would make it
   * @param calls how many it has that could go in one; 1 if it could have many were it chosen to
   *     gather them, 0 if it has no use for that
   */
  record BatchBid(String worker, int calls) {

    /** Tokens that it costs. */
    public static final int COST = 100;

    /** Whether there are more calls for it than it costs, so that tokens are saved for it. */
    public boolean pays() {
      return calls > COST;
    }
  }

  /**
   * What Novu said of its budget in an answer.
   *
   * @param limit tokens that flow in each window
   * @param window how long that takes them
   * @param burst tokens that are kept at most
   * @param remaining tokens left after the call, those excepted that Novu adds with a later one
   * @param reset until a token comes, in seconds, rounded up
   * @param sinceAnswered how long ago it was answered
   * @param token the {@link Grant#last} that came with the call's token; 0 if it had none
   */
  record Seen(
      int limit,
      Duration window,
      int burst,
      int remaining,
      int reset,
      Duration sinceAnswered,
      long token) {}

  /**
   * What a worker gets.
   *
   * @param tokens from 0 to what was wanted; good for calls made at once. Those of a call for many
   *     if {@code turn} says so
   * @param next how long until there is another; zero if all that was wanted is granted
   * @param last the number of the last token granted, to any worker
   * @param turn what there is to say of a call for many
   */
  record Grant(int tokens, Duration next, long last, BatchGrant turn) {}

  /** What becomes of a call for many. */
  enum BatchGrant {
    /** Another worker gathers for one, or this one has no use for it. */
    NONE,
    /** This worker is the one that may gather calls for it. */
    GATHER,
    /** This worker may make it, with the tokens granted, and is no longer the one that gathers. */
    MAKE
  }
}
