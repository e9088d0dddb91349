package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.ProcessGroup;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * The runs of the load generator on a stage, one after the other, each until all events are
 * delivered.
 */
final class StageRuns {
  private static final long DRAIN_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long LOOK_MILLIS = 50;

  private final ProcessGroup children;
  private final BenchOptions options;
  private final Scenario scenario;
  private final Stage stage;
  private final Totals totals;
  private final PrintWriter progress;
  private int run;

  /**
   * A stage without runs.
   *
   * @param totals receives what became of the events
   */
  StageRuns(
      ProcessGroup children,
      BenchOptions options,
      Scenario scenario,
      Stage stage,
      Totals totals,
      PrintWriter progress) {
    this.children = children;
    this.options = options;
    this.scenario = scenario;
    this.stage = stage;
    this.totals = totals;
    this.progress = progress;
  }

  /** Begins a run with the parameters of {@link LoadPlan}; the previous run must be drained. */
  void begin(double rate, long backlog, long most) {
    run++;
    stage.novu.begin(run, options.users());
    stage.load.run(LoadPlan.of(options, scenario, run, stage.httpPort).with(rate, backlog, most));
  }

  /** Stops sending. Returns when all accepted events are delivered, or nothing changes any more. */
  void drain() {
    stage.load.stop();
    children.await("The last answers", () -> stage.load.stats().path("over").asBoolean());
    JsonNode sent = stage.load.stats();
    long accepted = sent.path("acceptedMarks").asLong();
    JsonNode came = stage.novu.stats();
    long moved = System.nanoTime();
    while (came.path("delivered").asLong() < accepted && System.nanoTime() - moved < DRAIN_NANOS) {
      children.pause(LOOK_MILLIS);
      JsonNode now = stage.novu.stats();
      if (now.path("delivered").asLong() > came.path("delivered").asLong()) {
        moved = System.nanoTime();
      }
      came = now;
    }
    if (totals.add(sent, came, leftOver())) {
      progress.println("The queue as ingest tells it: " + stage.queue());
      progress.println(stage.load.process.tail());
    }
  }

  /** Events without a mark that are not delivered: they still wait, or are dead letters. */
  private long leftOver() {
    if (!scenario.hasIdentifies()) {
      return 0;
    }
    long started = System.nanoTime();
    while (stage.waiting() > 0 && System.nanoTime() - started < DRAIN_NANOS) {
      children.pause(LOOK_MILLIS);
    }
    return stage.waiting() + stage.dead();
  }
}
