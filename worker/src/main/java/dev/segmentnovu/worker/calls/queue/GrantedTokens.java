package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget.Grant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of the rate budget that were granted and that no call has used yet. */
@EventLoopConfined
final class GrantedTokens {

  /**
   * A token for a call.
   *
   * @param onlyAlone whether only a call that cannot join a batch may use it
   */
  private record Token(long number, boolean onlyAlone) {}

  private final ArrayDeque<Token> tokens = new ArrayDeque<>();

  /** The last token of a batch; null if no batch was granted. */
  private @Nullable Long batchToken;

  /**
   * Adds tokens for calls.
   *
   * @param onlyAlone whether only calls that cannot join a batch may use them
   */
  void add(Grant grant, boolean onlyAlone) {
    for (long number = grant.last() - grant.tokens() + 1; number <= grant.last(); number++) {
      tokens.add(new Token(number, onlyAlone));
    }
  }

  /** Adds the tokens for one batch, of which {@code last} is the last. */
  void addBatch(long last) {
    batchToken = last;
  }

  /** How many calls have a token. */
  int forCalls() {
    return tokens.size();
  }

  /**
   * How many calls of {@code queue} have a token, or about fit into a batch that has its tokens.
   */
  int covered(CallQueue queue) {
    int ofBatch =
        batchToken == null ? 0 : Math.min(queue.batchable(), queue.fitting(BatchElection.KIND));
    return tokens.size() + ofBatch;
  }

  /** How many calls and batches have their tokens. */
  int ready() {
    return tokens.size() + (batchToken == null ? 0 : 1);
  }

  /** Whether there are tokens for the next call or batch of {@code queue}. */
  boolean isReady(CallQueue queue) {
    return !tokens.isEmpty() || (batchToken != null && queue.batchable() > 0);
  }

  /** Removes the calls of {@code queue} that are sent next; null if there are no tokens for any. */
  @Nullable ReadyCalls takeReady(CallQueue queue) {
    Long forBatch = batchToken;
    if (forBatch != null) {
      batchToken = null;
      QueuedCall first = queue.poll(true);
      if (first != null) {
        return new ReadyCalls(queue.batchOf(first), new Permit(forBatch));
      }
    }
    while (!tokens.isEmpty()) {
      Token token = tokens.remove();
      QueuedCall call = token.onlyAlone ? queue.poll(false) : queue.poll();
      if (call != null) {
        return new ReadyCalls(List.of(call), new Permit(token.number));
      }
    }
    return null;
  }

  /** Drops all tokens. */
  void clear() {
    tokens.clear();
    batchToken = null;
  }
}
