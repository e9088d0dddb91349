package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.worker.WorkerVerticle;
import dev.segmentnovu.worker.health.WorkerMeters;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The worker part of a process: workers that share the process's concurrency, and the ops port. */
public final class WorkerProcess {

  /** Time for the settlements that follow the last calls. */
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(10);

  private WorkerProcess() {}

  /**
   * Starts the part; the runtime's shutdown stops it.
   *
   * @return the ops port on which it listens, which differs from a configured port that is 0
   * @throws CannotRunException if the ops port is taken
   */
  public static int start(
      ProcessRuntime runtime, LiveConfig live, RedisEventQueue queue, RedisWatch watch) {
    RelayConfig config = live.running();
    var started = new AtomicBoolean();
    var ops =
        new OpsVerticle(
            config.ops(),
            runtime.registry(),
            watch.guarding(
                ProcessRuntime.readiness(started::get, () -> queue.claimProblem(live.sources()))));
    runtime.deploy("the ops port " + config.ops().port(), () -> ops, 1);
    int most = config.sources().stream().mapToInt(each -> each.concurrency().max()).max().orElse(1);
    int instances = Math.min(EventLoops.ofEach(), most);
    List<RelayConfig.Source> share = share(config.sources(), instances);
    Heartbeat first = runtime.heartbeat(Heartbeat.Role.WORKER);
    Pauses paused = ProcessPresence.begin(queue.operators().presence(), first);
    var meters = new WorkerMeters(runtime.registry(), runtime.activity());
    List<WorkerVerticle> workers = new CopyOnWriteArrayList<>();
    runtime.deploy(
        "the workers",
        () ->
            new LoopLocal(
                queue,
                own -> {
                  var worker =
                      new WorkerVerticle(
                          config.queue(),
                          share,
                          paused,
                          own,
                          meters,
                          runtime.clock(),
                          new SplittableRandom(),
                          runtime.tracing(),
                          runtime.failureLogs());
                  workers.add(worker);
                  return worker;
                }),
        instances,
        longestCall(config).plus(DRAIN_MARGIN));
    runtime.report(
        queue,
        first,
        paused,
        () -> report(workers).map(first::with),
        pauses -> workers.forEach(worker -> worker.pause(pauses)));
    runtime.answerProbes(queue, first.name(), live);
    started.set(true);
    live.onChange(
        changed -> workers.forEach(worker -> worker.serve(share(changed.sources(), instances))));
    return ops.port();
  }

  private static Future<List<Heartbeat.Source>> report(List<WorkerVerticle> workers) {
    List<Future<List<Heartbeat.Source>>> reports =
        workers.stream().map(WorkerVerticle::report).toList();
    return Future.all(reports)
        .map(all -> merged(reports.stream().flatMap(each -> each.result().stream()).toList()));
  }

  /** The state of each source in the whole process: the worst of its workers. */
  static List<Heartbeat.Source> merged(List<Heartbeat.Source> reports) {
    Map<String, Heartbeat.Source> bySource = new LinkedHashMap<>();
    reports.forEach(each -> bySource.merge(each.source(), each, WorkerProcess::merged));
    return List.copyOf(bySource.values());
  }

  private static Heartbeat.Source merged(Heartbeat.Source one, Heartbeat.Source other) {
    return new Heartbeat.Source(
        one.source(),
        SourceState.worse(one.state(), other.state()),
        one.users() + other.users(),
        one.calls() + other.calls(),
        one.callLimit() + other.callLimit());
  }

  /** How long a worker that stops may wait for its calls in flight. */
  private static Duration longestCall(RelayConfig config) {
    return config.sources().stream()
        .map(source -> source.novu().timeout())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * The sources, each with its share of the concurrency for one of {@code instances}, rounded up.
   */
  static List<RelayConfig.Source> share(List<RelayConfig.Source> sources, int instances) {
    return sources.stream()
        .map(
            source ->
                source.with(
                    new RelayConfig.Concurrency(
                        share(source.concurrency().min(), instances),
                        share(source.concurrency().max(), instances))))
        .toList();
  }

  private static int share(int of, int instances) {
    return (of + instances - 1) / instances;
  }
}
