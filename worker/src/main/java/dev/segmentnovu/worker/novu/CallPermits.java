package dev.segmentnovu.worker.novu;

import dev.segmentnovu.queue.RateBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says when each call to Novu may be made and which go together, and is told how they ended. */
public interface CallPermits {

  /** Every call at once and alone. */
  CallPermits NONE =
      new CallPermits() {
        @Override
        public void await(QueuedCall call) {
          call.go(Permit.AT_ONCE);
        }

        @Override
        public void ended(SentCall call, Permit turn, Duration took, @Nullable ResponseHead heard) {
          // nothing is learnt from it
        }
      };

  /**
   * Has the call go when its turn has come, with others that wait if that pays, or refuses it as
   * soon as it is known that there is no turn within its patience. Either may happen before this
   * returns.
   */
  void await(QueuedCall call);

  /**
   * A call that had its turn has ended.
   *
   * @param took from its sending to its answer, or to when it was known that there is none
   * @param heard the answer, or null if there was none
   */
  void ended(SentCall call, Permit turn, Duration took, @Nullable ResponseHead heard);

  /**
   * A call that was made.
   *
   * @param bulk the kind it was of, or could have been made in; null if it can only be made alone
   * @param parts the calls it was made for, at least 1
   */
  record SentCall(String method, String path, @Nullable BatchKind bulk, int parts) {

    /** Whether it was made for several. */
    public boolean isShared() {
      return parts > 1;
    }

    /** The tokens of the rate limit that it costs. */
    public int cost() {
      return isShared() ? RateBudget.BatchBid.COST : 1;
    }
  }

  /**
   * A call's turn.
   *
   * @param token the number of the last token it uses up; 0 or less if none is needed
   */
  record Permit(long token) {
    /** No token is needed. */
    public static final Permit AT_ONCE = new Permit(0);

    /**
     * Nothing is known of tokens yet: a call for many, which might cost a hundred, is not to be
     * made.
     */
    public static final Permit UNKNOWN = new Permit(-1);
  }

  /**
   * An answer's head.
   *
   * @param status the HTTP status
   * @param headers of the answer
   */
  record ResponseHead(int status, RateLimit.Headers headers) {}
}
