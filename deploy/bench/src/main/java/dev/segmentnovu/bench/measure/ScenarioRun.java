package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.ProcessGroup;
import dev.segmentnovu.event.EventCodec;
import java.io.PrintWriter;
import java.time.Duration;

/** Runs all measurements of one scenario, one after the other, each on a new stage. */
final class ScenarioRun {
  private static final double SHARE_OF_THROUGHPUT = 0.5;
  private static final double IDLE_RATE = 20;
  private static final Duration IDLE_TIME = Duration.ofSeconds(10);
  private static final Duration LATENCY_WARMUP = Duration.ofSeconds(1);

  private final ProcessGroup children;
  private final BenchOptions options;
  private final Scenario scenario;
  private final Stage stage;
  private final Totals totals = new Totals();
  private final StageRuns runs;
  private final PrintWriter progress;

  private ScenarioRun(
      ProcessGroup children,
      BenchOptions options,
      Scenario scenario,
      Stage stage,
      PrintWriter progress) {
    this.children = children;
    this.options = options;
    this.scenario = scenario;
    this.stage = stage;
    this.progress = progress;
    runs = new StageRuns(children, options, scenario, stage, totals, progress);
  }

  /** Runs all measurements. */
  static ObjectNode measure(
      ProcessGroup children, BenchOptions options, Scenario scenario, PrintWriter progress) {
    progress.println(scenario + ": starting Redis, Novu, ingest");
    return Stage.on(
        children,
        options,
        scenario,
        stage -> new ScenarioRun(children, options, scenario, stage, progress).all());
  }

  private ObjectNode all() {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("scenario", scenario.toString())
            .put("eventsPerRequest", scenario.eventsPerRequest(options.payload()));
    json.set("memory", memory());
    progress.println(scenario + ": throughput");
    ObjectNode throughput = Throughput.measure(children, options, scenario, stage, runs);
    json.set("throughput", throughput);
    Double wanted = options.rate();
    double rate =
        wanted == null
            ? throughput.path("eventsPerSecond").asDouble() * SHARE_OF_THROUGHPUT
            : wanted;
    json.set("steady", latency("steady", Math.max(1, rate), options.duration()));
    Duration idle = least(options.duration(), IDLE_TIME);
    double idleRate = IDLE_RATE * scenario.eventsPerRequest(options.payload());
    json.set("idle", latency("idle", idleRate, idle));
    json.set("events", totals.json());
    progress.println(scenario + ": a bare HTTP server");
    stage.stopRelay();
    Duration time = Bench.limitTime(options);
    json.set("httpLimit", HttpLimit.measure(children, options, scenario, stage.load, time));
    return json;
  }

  /** Memory that Redis needs for events that wait without a worker. */
  private ObjectNode memory() {
    progress.println(scenario + ": a backlog without workers");
    long before = stage.redis.usedMemory();
    runs.begin(0, 0, Throughput.backlog(options));
    children.await(
        "The backlog", Throughput.FILL_NANOS, () -> stage.load.stats().path("over").asBoolean());
    double accepted = Math.max(1, stage.load.stats().path("accepted").asLong());
    long waiting = stage.redis.usedMemory() - before;
    stage.startWorkers();
    runs.drain();
    long rest = stage.redis.usedMemory() - before;
    return EventCodec.JSON
        .createObjectNode()
        .put("events", (long) accepted)
        .put("bytesPerWaitingEvent", waiting / accepted)
        .put("bytesPerDeliveredEvent", rest / accepted);
  }

  /** Latency at a steady rate; the first second is warm-up. */
  private ObjectNode latency(String name, double rate, Duration time) {
    progress.printf("%s: latency, %s, %.0f events/s%n", scenario, name, rate);
    runs.begin(rate, 0, 0);
    children.pause(least(options.warmup(), LATENCY_WARMUP).toMillis());
    stage.load.clear();
    stage.novu.clear();
    Usage before = stage.usage();
    children.pause(time.toMillis());
    ObjectNode json = stage.usage().since(before).put("rate", rate);
    runs.drain();
    json.set("deliveryMicros", stage.novu.stats().path("latency"));
    json.set("acceptMicros", stage.load.stats().path("latency"));
    return json;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
