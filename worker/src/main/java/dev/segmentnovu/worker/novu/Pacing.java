package dev.segmentnovu.worker.novu;

import dev.segmentnovu.queue.RateBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says when each call to Novu may be made and which go together, and is told how they ended. */
public interface Pacing {

  /** Every call at once and alone. */
  Pacing NONE =
      new Pacing() {
        @Override
        public void await(WaitingCall call) {
          call.go(Turn.AT_ONCE);
        }

        @Override
        public void ended(Made call, Turn turn, Duration took, @Nullable Heard heard) {
          // nothing is learnt from it
        }
      };

  /**
   * Has the call go when its turn has come, with others that wait if that pays, or refuses it as
   * soon as it is known that there is no turn within its patience. Either may happen before this
   * returns.
   */
  void await(WaitingCall call);

  /**
   * A call that had its turn has ended.
   *
   * @param took from its sending to its answer, or to when it was known that there is none
   * @param heard the answer, or null if there was none
   */
  void ended(Made call, Turn turn, Duration took, @Nullable Heard heard);

  /**
   * A call that was made.
   *
   * @param bulk the kind it was of, or could have been made in; null if it can only be made alone
   * @param parts the calls it was made for, at least 1
   */
  record Made(String method, String path, @Nullable Bulk bulk, int parts) {

    /** Whether it was made for several. */
    public boolean isShared() {
      return parts > 1;
    }

    /** The tokens of the rate limit that it costs. */
    public int cost() {
      return isShared() ? RateBudget.Many.COST : 1;
    }
  }

  /**
   * A call's turn.
   *
   * @param token the number of the last token it uses up; 0 or less if none is needed
   */
  record Turn(long token) {
    /** No token is needed. */
    public static final Turn AT_ONCE = new Turn(0);

    /**
     * Nothing is known of tokens yet: a call for many, which might cost a hundred, is not to be
     * made.
     */
    public static final Turn UNKNOWN = new Turn(-1);
  }

  /**
   * An answer's head.
   *
   * @param status the HTTP status
   * @param headers of the answer
   */
  record Heard(int status, RateLimit.Headers headers) {}
}
