package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.worker.calls.CallScheduler;
import dev.segmentnovu.worker.calls.CallSender;
import dev.segmentnovu.worker.calls.CapacitySignal;
import dev.segmentnovu.worker.calls.ConcurrencyLimit;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.calls.queue.BatchElection;
import dev.segmentnovu.worker.claim.ClaimFailures;
import dev.segmentnovu.worker.claim.ClaimLoop;
import dev.segmentnovu.worker.claim.ClaimWindow;
import dev.segmentnovu.worker.delivery.CurrentSource;
import dev.segmentnovu.worker.delivery.Deliveries;
import dev.segmentnovu.worker.delivery.DeliveryTools;
import dev.segmentnovu.worker.delivery.RetryPolicy;
import dev.segmentnovu.worker.delivery.SourceRuntime;
import dev.segmentnovu.worker.health.Circuit;
import dev.segmentnovu.worker.health.IdempotencyWatch;
import dev.segmentnovu.worker.health.SourceGate;
import dev.segmentnovu.worker.health.SourceHealth;
import dev.segmentnovu.worker.health.SourceMeters;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.http.NovuHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source in one worker: wires its claim loops, deliveries, calls and health, and replaces the
 * parts that a change of the configuration affects.
 */
@EventLoopConfined
final class SourceWorker {

  private static final Logger LOG = LoggerFactory.getLogger(SourceWorker.class);

  private final Context context;
  private final EventConsumer consumer;
  private final DeliveryTools tools;
  private final SourceMeters meters;
  private final CapacitySignal capacity = new CapacitySignal();
  private final List<ClaimLoop> loops = new ArrayList<>();
  private final ClaimWindow window;
  private final Deliveries deliveries;
  private final ClaimFailures failures;
  private final CurrentSource current;

  /** The state of the source while an operator pauses it; null while none does. */
  private @Nullable SourceState pause;

  /** A source that claims no user until {@link #wake}. */
  SourceWorker(
      Context context,
      EventConsumer consumer,
      RelayConfig.Source source,
      DeliveryTools tools,
      WorkerMeters meters) {
    this.context = context;
    this.consumer = consumer;
    this.tools = tools;
    this.meters = meters.source(source.name());
    current = new CurrentSource(runtime(source, health(source)));
    deliveries = new Deliveries(context, consumer, tools, current, meters.inFlight());
    window = new ClaimWindow(capacity);
    failures = new ClaimFailures(source.name());
    addLoops();
    warnOfShortLease();
  }

  /** One loop for each shard. Of fewer shards than before, those that are gone find nothing. */
  private void addLoops() {
    while (loops.size() < consumer.shards(current.runtime().source().name())) {
      loops.add(
          new ClaimLoop(
              context,
              consumer,
              tools.queue(),
              current,
              loops.size(),
              window,
              capacity,
              deliveries,
              failures,
              System::nanoTime));
    }
  }

  /** Claims from shards that were added. */
  private void follow() {
    if (!current.isDraining()) {
      int before = loops.size();
      addLoops();
      loops.subList(before, loops.size()).forEach(ClaimLoop::wake);
    }
  }

  private SourceHealth health(RelayConfig.Source source) {
    return new SourceHealth(
        source.name(),
        source.novu().fingerprint(),
        new SourceGate(System::nanoTime),
        new Circuit(),
        consumer.pauseSignals(),
        tools.random(),
        meters);
  }

  /** Parts with connections, queued calls and a concurrency limit of their own. */
  private SourceRuntime runtime(RelayConfig.Source source, SourceHealth health) {
    var http =
        new NovuHttp(context.owner(), source.novu(), source.concurrency().max(), tools.clock());
    var scheduler =
        new CallScheduler(
            context,
            source.name(),
            consumer.rateBudget(),
            new CallSender(http, System::nanoTime),
            new ConcurrencyLimit(source.concurrency().min(), source.concurrency().max()),
            source.novu().limits().byCategory(),
            new IdempotencyWatch(
                source.name(), source.novu().fingerprint(), meters, consumer::storeIdempotency),
            meters,
            capacity,
            System::nanoTime,
            tools.random());
    var novu = new NovuClient(http, scheduler, System::nanoTime);
    return runtime(source, novu, health, scheduler);
  }

  private SourceRuntime runtime(
      RelayConfig.Source source, NovuClient novu, SourceHealth health, CallScheduler scheduler) {
    return new SourceRuntime(
        source,
        new EventMapper(source),
        novu,
        new RetryPolicy(source.retry()),
        health,
        scheduler,
        meters);
  }

  private void warnOfShortLease() {
    RelayConfig.Source source = current.runtime().source();
    BatchElection.warning(
            tools.queue().lease(), source.novu().timeout(), SourceRuntime.SETTLEMENT_RESERVE)
        .filter(meters::isNews)
        .ifPresent(message -> LOG.warn("Source {}: {}", source.name(), message));
  }

  /**
   * Events that start from now on follow {@code to}. Events in flight finish with the parts with
   * which they started, on their old connections.
   */
  void change(RelayConfig.Source to) {
    SourceRuntime old = current.runtime();
    RelayConfig.Source from = old.source();
    if (to.equals(from)) {
      return;
    }
    boolean sameNovu = to.novu().equals(from.novu());
    if (sameNovu && to.concurrency().equals(from.concurrency())) {
      current.replace(runtime(to, old.novu(), old.health(), old.scheduler()));
      return;
    }
    if (sameNovu) {
      current.replace(runtime(to, old.health()));
    } else {
      // the health of the old environment says nothing about the new one
      current.replace(runtime(to, health(to)));
      old.health().close();
    }
    // events whose calls are queued there are claimed again and use the new parts
    old.scheduler().close();
    // after the timeout no attempt uses the old connections
    long unused =
        context
            .owner()
            .setTimer(from.novu().timeout().plusSeconds(1).toMillis(), closing(old.novu()));
    warnOfShortLease();
    capacity.signal();
    wake();
  }

  private static Handler<Long> closing(NovuClient client) {
    return timer -> client.close();
  }

  /** Another worker sent a signal about Novu. */
  void receive(PauseSignals.Signal signal) {
    SourceRuntime runtime = current.runtime();
    switch (runtime.health().observe(signal)) {
      case RESUMED -> wake();
      case PAUSED -> runtime.scheduler().postponeAll(runtime.health().delayOfQueued());
      case NONE -> {}
    }
  }

  /**
   * An operator paused or resumed the source. While it is paused no user is claimed, and those that
   * are held are given back after the event in flight.
   *
   * @param state the state of a paused source; empty for one that is not paused
   */
  void pause(Optional<SourceState> state) {
    boolean wasPaused = pause != null;
    pause = state.orElse(null);
    if (wasPaused == state.isPresent()) {
      return;
    }
    current.setPaused(!wasPaused);
    meters.paused(SourceState.Kind.PAUSED, wasPaused ? -1 : 1);
    if (wasPaused) {
      wake();
    } else {
      current.runtime().scheduler().postponeAll(Duration.ZERO);
    }
  }

  /** Whether the source is delivered, and if not, why; and how many of its users are held. */
  Heartbeat.Source report() {
    follow();
    SourceRuntime runtime = current.runtime();
    Instant now = tools.clock().instant();
    SourceState state = pause;
    if (state == null) {
      state = runtime.health().state(now);
      for (ClaimLoop loop : loops) {
        state = SourceState.worse(state, loop.state(now));
      }
    }
    CallScheduler scheduler = runtime.scheduler();
    return new Heartbeat.Source(
        runtime.source().name(),
        state,
        deliveries.inFlight(),
        scheduler.inFlight(),
        scheduler.concurrency());
  }

  /** Looks for due users now. */
  void wake() {
    loops.forEach(ClaimLoop::wake);
  }

  /**
   * Claims no more, finishes the calls in flight and gives the other users back.
   *
   * @return completes when no user is held
   */
  Future<Void> stop() {
    SourceRuntime runtime = current.runtime();
    current.drain();
    List<Future<Void>> stops = loops.stream().map(ClaimLoop::stop).toList();
    // the metrics do not count it any more
    pause(Optional.empty());
    runtime.health().close();
    runtime.scheduler().close();
    return Future.all(stops).compose(unused -> deliveries.drained());
  }
}
