package dev.segmentnovu.queue.history;

import dev.segmentnovu.queue.history.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the history costs each event in memory. */
@State(Scope.Benchmark)
public class SourceRecorderBenchmark {

  private final ActivityRecorder activity = new ActivityRecorder();
  private final SourceRecorder recorder = activity.source("web");
  private final Duration delay = Duration.ofMillis(137);
  private final Failure failure =
      new Failure(
          "welcome",
          "exhausted",
          503,
          "Novu answered 503: no room for subscriber 'user-12345' at 10.0.0.7:3000",
          "user-12345",
          Instant.parse("2026-11-23T16:00:00Z"),
          null);

  /** An event that ingest accepts: three counts, as for a body of one event. */
  @Benchmark
  public SourceRecorder accepted() {
    SourceRecorder found = activity.source("web");
    found.count(ActivityCount.RECEIVED, 1);
    found.count(ActivityCount.ACCEPTED, 1);
    found.count(ActivityCount.DUPLICATE, 0);
    return found;
  }

  /** An event that a worker delivers. */
  @Benchmark
  public SourceRecorder delivered() {
    recorder.delivered(delay);
    return recorder;
  }

  /** An attempt that fails. */
  @Benchmark
  public SourceRecorder failed() {
    recorder.failed(failure);
    return recorder;
  }
}
