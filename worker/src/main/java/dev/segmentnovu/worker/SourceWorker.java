package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.NovuClient;
import dev.segmentnovu.worker.novu.NovuHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source as a worker serves it: a claim loop for each shard, and what its deliveries go by,
 * which may change between two events.
 */
@EventLoopConfined
final class SourceWorker {

  private static final Logger LOG = LoggerFactory.getLogger(SourceWorker.class);

  private final Context context;
  private final EventConsumer consumer;
  private final RelayConfig.Queue queue;
  private final Clock clock;
  private final RandomGenerator random;
  private final SourceMeters meters;
  private final List<ClaimLoop> loops = new ArrayList<>();
  private final ClaimWindow slots;
  private ConcurrencyLimit limit;
  private SourceWork work;
  private boolean stopped;

  /**
   * A source that claims nothing until it is woken.
   *
   * @param random for jitter
   * @param deliver delivers the events of a claimed user
   * @param onStopped run when a claim that was on its way at {@link #stop} has come
   */
  SourceWorker(
      Context context,
      EventConsumer consumer,
      RelayConfig.Queue queue,
      RelayConfig.Source source,
      SourceMeters meters,
      Clock clock,
      RandomGenerator random,
      Delivering deliver,
      Runnable onStopped) {
    this.context = context;
    this.consumer = consumer;
    this.clock = clock;
    this.random = random;
    this.meters = meters;
    limit = limit(source);
    meters.concurrency(limit.current());
    slots = new ClaimWindow(limit, () -> work().pace().company(), this::offerRoom);
    work = begun(source, health(source), limit);
    this.queue = queue;
    warnOfShortLease();
    BiFunction<ClaimedUser, Lease, Future<Void>> deliverOwn =
        (user, lease) -> deliver.deliver(this, user, lease);
    for (int shard = 0; shard < consumer.shards(); shard++) {
      loops.add(
          new ClaimLoop(
              context,
              consumer,
              queue,
              this::work,
              shard,
              slots,
              System::nanoTime,
              deliverOwn,
              onStopped));
    }
  }

  private void warnOfShortLease() {
    RelayConfig.Source source = work.source();
    BatchElection.warning(queue.lease(), source.novu().timeout())
        .filter(meters::isNews)
        .ifPresent(message -> LOG.warn("Source {}: {}", source.name(), message));
  }

  private static ConcurrencyLimit limit(RelayConfig.Source source) {
    return new ConcurrencyLimit(source.concurrency().min(), source.concurrency().max());
  }

  private SourceHealth health(RelayConfig.Source source) {
    return new SourceHealth(
        source.name(),
        source.novu().fingerprint(),
        new SourceGate(System::nanoTime),
        new Circuit(),
        consumer.pauseSignals(),
        random,
        meters,
        hold -> work().pace().turnAway(hold));
  }

  /**
   * What deliveries go by, with a pace and connections of their own.
   *
   * @param own the limit that learns from these calls
   */
  private SourceWork begun(RelayConfig.Source source, SourceHealth health, ConcurrencyLimit own) {
    var pace =
        new CallScheduler(
            new CallScheduler.Surroundings(
                context, consumer.rateBudget(), source.name(), System::nanoTime, random, meters),
            new IdempotencyWatch(
                source.name(),
                source.novu().fingerprint(),
                meters,
                honoured -> keepIdempotency(source.name(), honoured)),
            source.novu().limits().byCategory(),
            own::current,
            (took, failed, full) -> callEnded(own, took, failed, full),
            () -> loops.stream().mapToInt(ClaimLoop::due).sum(),
            this::offerRoom);
    var novu =
        new NovuClient(
            new NovuHttp(
                context.owner(),
                source.novu(),
                source.concurrency().max(),
                System::nanoTime,
                clock),
            pace);
    return work(source, novu, health, pace);
  }

  /**
   * What cannot be kept now is lost until a worker starts: it is only shown, nothing waits for it.
   */
  private void keepIdempotency(String source, boolean honoured) {
    var unused = consumer.keepIdempotency(source, honoured).exceptionally(failure -> null);
  }

  private SourceWork work(
      RelayConfig.Source source, NovuClient novu, SourceHealth health, CallScheduler pace) {
    return new SourceWork(
        source,
        new EventMapper(source),
        novu,
        new RetryPolicy(source.retry()),
        health,
        pace,
        meters);
  }

  private void callEnded(
      ConcurrencyLimit of, @Nullable Duration took, boolean failed, boolean full) {
    int before = of.current();
    of.ended(took, failed, full);
    // a limit that was replaced, or whose source is served no more, counts no more either
    if (of == limit && !stopped) {
      meters.concurrency(of.current() - before);
    }
  }

  /** Delivers the events of a user that this source has claimed. */
  @FunctionalInterface
  interface Delivering {
    Future<Void> deliver(SourceWorker source, ClaimedUser user, Lease lease);
  }

  /** What an event that is begun now goes by. */
  SourceWork work() {
    return work;
  }

  /** Whether it is served no more: what is in flight is finished, the rest given back. */
  boolean isStopped() {
    return stopped;
  }

  /**
   * Has all events that are begun from now on go by {@code to}. Those in flight go by what they
   * were begun with, on their old connections.
   */
  void change(RelayConfig.Source to) {
    SourceWork old = work;
    RelayConfig.Source from = old.source();
    if (to.equals(from)) {
      return;
    }
    boolean sameNovu = to.novu().equals(from.novu());
    if (sameNovu && to.concurrency().equals(from.concurrency())) {
      work = work(to, old.novu(), old.health(), old.pace());
      return;
    }
    // what was said of an old key and address says nothing of the new
    meters.concurrency(-limit.current());
    limit = limit(to);
    meters.concurrency(limit.current());
    work = begun(to, sameNovu ? old.health() : health(to), limit);
    if (!sameNovu) {
      old.health().leave();
    }
    // those who wait for their turn there come again, and go by what is new
    old.pace().close();
    // no attempt at an event is under way there once its time is over
    long unused =
        context
            .owner()
            .setTimer(from.novu().timeout().plusSeconds(1).toMillis(), closing(old.novu()));
    slots.resize(limit);
    warnOfShortLease();
    wake();
  }

  private static Handler<Long> closing(NovuClient client) {
    return timer -> client.close();
  }

  /** What another worker has found out about Novu. */
  void told(PauseSignals.Signal signal) {
    if (work.health().told(signal)) {
      wake();
    }
  }

  /** Looks for work now. */
  void wake() {
    loops.forEach(ClaimLoop::wake);
  }

  /** Another shard comes first each time, or one with a long queue would take all the room. */
  private void offerRoom() {
    Collections.rotate(loops, 1);
    loops.forEach(ClaimLoop::roomMade);
  }

  /** Claims no more. */
  void stop() {
    stopped = true;
    loops.forEach(ClaimLoop::stop);
    work.health().leave();
    work.pace().close();
    meters.concurrency(-limit.current());
  }

  /** Whether a claim is on its way, whose users would still have to be given back. */
  boolean isClaiming() {
    return loops.stream().anyMatch(ClaimLoop::isClaiming);
  }
}
