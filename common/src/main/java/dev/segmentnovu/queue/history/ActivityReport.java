package dev.segmentnovu.queue.history;

import dev.segmentnovu.queue.history.failure.FailureTally;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one process to the events of one source since the report before.
 *
 * @param counts without zeros
 * @param delays the times from acceptance to delivery
 * @param gauge the sampled state of the queue; null if this process samples none
 * @param failures at most {@value SourceRecorder#FAILURES_PER_REPORT}
 * @param unmapped at most {@value SourceRecorder#NAMES_PER_REPORT}
 * @param rejections the latest, oldest first; at most {@value SourceRecorder#REJECTIONS_KEPT}
 * @param rejectionCodes how many rejections of each code
 * @param credentials when each credential was used last, in ms since 1970, by its fingerprint; at
 *     most {@value SourceRecorder#CREDENTIALS_KEPT} of each kind
 */
public record ActivityReport(
    Map<ActivityCount, Long> counts,
    DelayHistogram delays,
    @Nullable QueueGauge gauge,
    List<FailureTally> failures,
    List<UnmappedTally> unmapped,
    List<Rejection> rejections,
    Map<String, Long> rejectionCodes,
    Map<String, Long> credentials) {

  public ActivityReport {
    counts = Map.copyOf(counts);
    failures = List.copyOf(failures);
    unmapped = List.copyOf(unmapped);
    rejections = List.copyOf(rejections);
    rejectionCodes = Map.copyOf(rejectionCodes);
    credentials = Map.copyOf(credentials);
  }

  /** A report without the use of a credential. */
  public ActivityReport(
      Map<ActivityCount, Long> counts,
      DelayHistogram delays,
      @Nullable QueueGauge gauge,
      List<FailureTally> failures,
      List<UnmappedTally> unmapped,
      List<Rejection> rejections,
      Map<String, Long> rejectionCodes) {
    this(counts, delays, gauge, failures, unmapped, rejections, rejectionCodes, Map.of());
  }

  /** Whether nothing happened. */
  public boolean isEmpty() {
    return counts.isEmpty()
        && gauge == null
        && failures.isEmpty()
        && unmapped.isEmpty()
        && rejectionCodes.isEmpty()
        && credentials.isEmpty();
  }
}
