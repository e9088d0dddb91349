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
   * @param tokens how many are wanted, at least 0
   * @param ceiling tokens a second at most whatever Novu allows, above 0; null for no such ceiling
   * @param seen the latest that Novu said; null if nothing yet. Without it, and without a ceiling,
   *     all that is wanted is granted
   */
  record Ask(String category, int tokens, @Nullable Double ceiling, @Nullable Seen seen) {}

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
   * @param tokens from 0 to what was wanted; good for calls made at once
   * @param next how long until there is another; zero if all that was wanted is granted
   * @param last the number of the last token granted, to any worker
   */
  record Grant(int tokens, Duration next, long last) {}
}
