package dev.segmentnovu.ingest.admin.status.verdict;

import dev.segmentnovu.queue.control.SourceState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * In which state a source is, why, and what an operator can do.
 *
 * @param state the text of a {@link SourceState.Kind}, or {@code no-worker}
 * @param reason in words; null for a source that runs and has nothing to report
 * @param remedy what to do; null where there is no reason
 * @param since when the state began; null if that is unknown, or the source runs
 * @param until when it ends by itself; null if that is unknown
 * @param nextProbe when a worker tries one event; null if none does
 * @param pausedBy who paused it; null if nobody did
 */
public record SourceVerdict(
    String state,
    @Nullable String reason,
    @Nullable String remedy,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Instant nextProbe,
    @Nullable String pausedBy) {

  /** No worker that lives serves the source. */
  public static final String NO_WORKER = "no-worker";

  /** The same, with another thing that an operator should know. */
  SourceVerdict and(String more, String remedyOfMore) {
    return new SourceVerdict(
        state,
        reason == null ? more : reason + ". " + more,
        remedy == null ? remedyOfMore : remedy + " " + remedyOfMore,
        since,
        until,
        nextProbe,
        pausedBy);
  }

  static SourceVerdict running(@Nullable String reason, @Nullable String remedy) {
    return new SourceVerdict(
        SourceState.Kind.RUNNING.text(), reason, remedy, null, null, null, null);
  }
}
