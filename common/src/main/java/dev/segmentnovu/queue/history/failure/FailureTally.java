package dev.segmentnovu.queue.history.failure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one kind, added up.
 *
 * @param deadLetters events that became dead letters
 * @param retries attempts that another attempt follows
 * @param users an estimate of the distinct users
 * @param sample the id of the latest dead letter; null if there is none
 * @param first when the first failed
 * @param last when the last failed
 */
public record FailureTally(
    FailureKind kind,
    long deadLetters,
    long retries,
    DistinctUsers users,
    @Nullable String sample,
    Instant first,
    Instant last) {

  /** One failure. */
  public static FailureTally of(Failure failure) {
    boolean dead = failure.deadLetter() != null;
    return new FailureTally(
        FailureKind.of(failure),
        dead ? 1 : 0,
        dead ? 0 : 1,
        DistinctUsers.of(failure.userId()),
        failure.deadLetter(),
        failure.at(),
        failure.at());
  }

  /** Both together. */
  public FailureTally plus(FailureTally later) {
    return new FailureTally(
        kind,
        deadLetters + later.deadLetters,
        retries + later.retries,
        users.plus(later.users),
        later.sample == null ? sample : later.sample,
        first,
        later.last);
  }
}
