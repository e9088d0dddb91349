package dev.segmentnovu.worker.novu;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says when each call to Novu may be made, and is told how it ended. */
public interface Pacing {

  /** Every call at once. */
  Pacing NONE =
      new Pacing() {
        @Override
        public Future<Turn> await(NovuCall call, Duration patience) {
          return Future.succeededFuture(Turn.AT_ONCE);
        }

        @Override
        public void ended(NovuCall call, Turn turn, Duration took, @Nullable Heard heard) {
          // nothing is learnt from it
        }
      };

  /**
   * Completes when the call may be made, or with a refusal as soon as it is known that it may not
   * within {@code patience}. Never fails.
   */
  Future<Turn> await(NovuCall call, Duration patience);

  /**
   * A call that had its turn has ended.
   *
   * @param took from its sending to its answer, or to when it was known that there is none
   * @param heard the answer, or null if there was none
   */
  void ended(NovuCall call, Turn turn, Duration took, @Nullable Heard heard);

  /**
   * A call's turn.
   *
   * @param token the number of the token it uses up; 0 if none is needed
   * @param refused when to come again, where there is no turn; else null
   */
  record Turn(long token, @Nullable Duration refused) {
    /** No token is needed. */
    public static final Turn AT_ONCE = new Turn(0, null);

    /** A turn that is not given. */
    public static Turn refused(Duration comeAgain) {
      return new Turn(0, comeAgain);
    }
  }

  /**
   * An answer's head.
   *
   * @param status the HTTP status
   * @param headers of the answer
   */
  record Heard(int status, RateLimit.Headers headers) {}
}
