package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.ProcessGroup;
import java.time.Duration;

/**
 * The highest rate of deliveries, and the cost of an event, with few or many events waiting in the
 * queue.
 */
final class Throughput {
  /** How long a queue of the default length may take to fill. */
  static final long FILL_NANOS = Duration.ofMinutes(10).toNanos();

  /** Added to the default time: the slowest machine of interest accepts 1,000 events a second. */
  private static final long FILL_NANOS_EACH = 1_000_000;

  private static final long MOST_BACKLOG_BYTES = 256L * 1024 * 1024;

  private final ProcessGroup children;
  private final BenchOptions options;
  private final Stage stage;
  private final StageRuns runs;

  private Throughput(ProcessGroup children, BenchOptions options, Stage stage, StageRuns runs) {
    this.children = children;
    this.options = options;
    this.stage = stage;
    this.runs = runs;
  }

  /**
   * Measures it. Afterwards the workers run, and all events are delivered.
   *
   * @param runs has no run in progress
   * @return the figures of {@link Usage#since}, with {@code waiting}, the events in the queue in
   *     the middle of the measurement, and {@code peakMegabytes}, see {@link Stage#peakMegabytes}
   */
  static ObjectNode measure(
      ProcessGroup children, BenchOptions options, Scenario scenario, Stage stage, StageRuns runs) {
    return new Throughput(children, options, stage, runs).measure(scenario);
  }

  private ObjectNode measure(Scenario scenario) {
    if (options.waiting() > 0) {
      fill(scenario.eventsPerRequest(options.payload()));
      stage.startWorkers();
    } else {
      stage.startWorkers();
      runs.begin(0, backlog(options), 0);
    }
    children.pause(options.warmup().toMillis());
    long half = options.duration().toMillis() / 2;
    Usage before = stage.usage();
    children.pause(half);
    long waiting = stage.waiting();
    children.pause(options.duration().toMillis() - half);
    ObjectNode json = stage.usage().since(before).put("waiting", waiting);
    json.set("peakMegabytes", stage.peakMegabytes());
    runs.drain();
    return json;
  }

  /**
   * Fills the queue with the wanted number of events. From then on the load replaces the delivered
   * ones.
   */
  private void fill(int eventsPerRequest) {
    stage.stopWorkers();
    long most = Math.max(options.waiting(), eventsPerRequest);
    runs.begin(0, most, 0);
    // the load consists of whole requests, and ingest may have rejected some for now
    long enough = Math.min(most * 99 / 100, most - eventsPerRequest + 1);
    children.await(
        "The queue of " + most + " events",
        FILL_NANOS + most * FILL_NANOS_EACH,
        () -> stage.load.stats().path("accepted").asLong() >= enough);
  }

  /**
   * The wanted number, unless such events are so large that they would exhaust the machine's
   * memory.
   */
  static long backlog(BenchOptions options) {
    return Math.min(options.backlog(), MOST_BACKLOG_BYTES / options.payload());
  }
}
