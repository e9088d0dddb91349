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
 */
public record ActivityReport(
    Map<ActivityCount, Long> counts,
    DelayHistogram delays,
    @Nullable QueueGauge gauge,
    List<FailureTally> failures,
    List<UnmappedTally> unmapped,
    List<Rejection> rejections,
    Map<String, Long> rejectionCodes) {

  public ActivityReport {
    counts = Map.copyOf(counts);
    failures = List.copyOf(failures);
    unmapped = List.copyOf(unmapped);
    rejections = List.copyOf(rejections);
    rejectionCodes = Map.copyOf(rejectionCodes);
  }

  /** Whether nothing happened. */
  public boolean isEmpty() {
    return counts.isEmpty()
        && gauge == null
        && failures.isEmpty()
        && unmapped.isEmpty()
        && rejectionCodes.isEmpty();
  }
}
