package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.worker.delivery.DeliveryTools;
import dev.segmentnovu.worker.health.WorkerMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One worker: claims users of every source, delivers their events to Novu and settles them. Workers
 * share nothing but Redis. Deploy few workers in a process, because a worker fills batches from its
 * own users only. Run as many processes as needed. Undeploying drains.
 */
public final class WorkerVerticle extends VerticleBase {

  private final EventConsumer consumer;
  private final WorkerMeters meters;
  private final DeliveryTools tools;

  /** The sources that are served from the start. */
  private final List<RelayConfig.Source> sources;

  private final Map<String, SourceWorker> served = new LinkedHashMap<>();

  /** Completes for each removed source when its last user is given back. */
  private final List<Future<Void>> stopping = new ArrayList<>();

  /** The sources whose hints and signals are subscribed to; there is no way to unsubscribe. */
  private final Set<String> subscribed = new HashSet<>();

  /** What operators pause, as far as the process knows. */
  private Pauses pauses;

  private boolean draining;

  /** As the other constructor, for a worker of which operators pause no source, untraced. */
  public WorkerVerticle(
      RelayConfig.Queue queue,
      List<RelayConfig.Source> sources,
      EventConsumer consumer,
      WorkerMeters meters,
      Clock clock,
      RandomGenerator random) {
    this(
        queue,
        sources,
        Pauses.of(List.of()),
        consumer,
        meters,
        clock,
        random,
        Tracing.OFF,
        new FailureLogs(System::nanoTime));
  }

  /**
   * A worker that is not started.
   *
   * @param sources the sources to serve; {@code concurrency} is that of each in this worker
   * @param pauses what operators pause at the start; {@link #pause} changes it
   * @param consumer the queue; not closed by this worker
   * @param meters shared by the workers of the process
   * @param random for jitter and ids; not shared with other threads
   * @param tracing begins the spans of deliveries
   * @param failures limit the log lines of failures; shared by the workers of the process
   */
  public WorkerVerticle(
      RelayConfig.Queue queue,
      List<RelayConfig.Source> sources,
      Pauses pauses,
      EventConsumer consumer,
      WorkerMeters meters,
      Clock clock,
      RandomGenerator random,
      Tracing tracing,
      FailureLogs failures) {
    this.sources = List.copyOf(sources);
    this.pauses = pauses;
    this.consumer = consumer;
    this.meters = meters;
    tools = new DeliveryTools(queue, clock, random, tracing, failures);
  }

  @Override
  public Future<?> start() {
    change(sources);
    return Future.succeededFuture();
  }

  /**
   * Serves these sources from now on, and no others. An event in flight finishes as it started; the
   * next event of the same user follows the new configuration. May be called from any thread.
   *
   * @return completes when the change is effective; a worker that drains ignores it
   */
  public Future<Void> serve(List<RelayConfig.Source> others) {
    return onEventLoop(
            () -> {
              if (!draining) {
                change(others);
              }
              return true;
            })
        .mapEmpty();
  }

  /**
   * Follows the pauses of operators from now on. May be called from any thread once the worker is
   * deployed.
   *
   * @return completes when no user of a paused source is claimed any more; a worker that drains
   *     ignores it
   */
  public Future<Void> pause(Pauses now) {
    return onEventLoop(
            () -> {
              if (!draining) {
                pauses = now;
                served.forEach(this::follow);
              }
              return true;
            })
        .mapEmpty();
  }

  private void follow(String source, SourceWorker worker) {
    worker.pause(pauses.state(source));
  }

  /**
   * The present state of each source. May be called from any thread once the worker is deployed.
   */
  public Future<List<Heartbeat.Source>> report() {
    return onEventLoop(() -> served.values().stream().map(SourceWorker::report).toList());
  }

  /** Runs {@code work} on the worker's event loop. Whatever it throws fails the future. */
  private <T> Future<T> onEventLoop(Supplier<T> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        unused -> Future.succeededFuture().map(none -> work.get()).onComplete(done));
    return done.future();
  }

  private void change(List<RelayConfig.Source> to) {
    Set<String> names = new HashSet<>();
    for (RelayConfig.Source source : to) {
      names.add(source.name());
      SourceWorker known = served.get(source.name());
      if (known == null) {
        add(source);
      } else {
        known.change(source);
      }
    }
    List<String> gone = served.keySet().stream().filter(name -> !names.contains(name)).toList();
    gone.forEach(this::remove);
  }

  private void add(RelayConfig.Source source) {
    var worker = new SourceWorker(context, consumer, source, tools, meters);
    served.put(source.name(), worker);
    follow(source.name(), worker);
    subscribe(source.name());
    worker.wake();
  }

  private void subscribe(String source) {
    if (!subscribed.add(source)) {
      return;
    }
    consumer.onDue(
        source,
        () ->
            context.runOnContext(
                unused -> {
                  @Nullable SourceWorker worker = served.get(source);
                  if (worker != null) {
                    worker.wake();
                  }
                }));
    consumer
        .pauseSignals()
        .onSignal(
            source,
            signal ->
                context.runOnContext(
                    unused -> {
                      @Nullable SourceWorker worker = served.get(source);
                      if (worker != null) {
                        worker.receive(signal);
                      }
                    }));
  }

  private void remove(String source) {
    SourceWorker gone = served.remove(source);
    if (gone != null) {
      stopping.removeIf(Future::isComplete);
      stopping.add(gone.stop());
    }
  }

  /** Claims no more, finishes the calls in flight and gives the other users back. */
  @Override
  public Future<?> stop() {
    draining = true;
    served.values().forEach(worker -> stopping.add(worker.stop()));
    return Future.all(stopping);
  }
}
