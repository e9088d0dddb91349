package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.ProcessGroup;
import java.time.Duration;

/** As many events as are delivered, and what they cost, with few or many waiting in the queue. */
final class Throughput {
  /** How long a queue of the usual length may take to fill. */
  static final long FILL_NANOS = Duration.ofMinutes(10).toNanos();

  /** Above the usual time: the slowest machine that is of interest takes 1,000 a second. */
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
   * Measures it; workers are there afterwards, and all is delivered.
   *
   * @param runs has none that goes on
   * @return as {@link Usage#since} says, with {@code waiting}, the events in the queue in the midst
   *     of the measurement, and {@code peakMegabytes}, see {@link Stage#peakMegabytes}
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

  /** Has so many events wait as are asked for; from then on the load replaces what is delivered. */
  private void fill(int eventsPerRequest) {
    stage.stopWorkers();
    long most = Math.max(options.waiting(), eventsPerRequest);
    runs.begin(0, most, 0);
    // only whole requests are sent, and some may have been refused for the moment
    long enough = Math.min(most * 99 / 100, most - eventsPerRequest + 1);
    children.await(
        "The queue of " + most + " events",
        FILL_NANOS + most * FILL_NANOS_EACH,
        () -> stage.load.stats().path("accepted").asLong() >= enough);
  }

  /** As asked for, unless these were so large that the machine's memory would be in question. */
  static long backlog(BenchOptions options) {
    return Math.min(options.backlog(), MOST_BACKLOG_BYTES / options.payload());
  }
}
