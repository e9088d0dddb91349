package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.history.failure.FailureKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one source that have their {@link FailureKind} in common.
 *
 * @param id the source and the fingerprint: {@code web.0f1e2d3c4b5a6978}
 * @param deadLetters events that became dead letters since {@code firstSeen}
 * @param retries attempts that another attempt followed
 * @param users how many distinct users are affected, with a standard error of 6.5 %
 * @param sample the id of the latest dead letter, which may be gone; null if there was none
 * @param acknowledgement null if the group is open
 */
public record FailureGroup(
    String id,
    String source,
    FailureKind kind,
    long deadLetters,
    long retries,
    long users,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable String sample,
    @Nullable Acknowledgement acknowledgement) {

  /** Who has taken note of the group, and when. */
  public record Acknowledgement(String by, Instant at) {}
}
