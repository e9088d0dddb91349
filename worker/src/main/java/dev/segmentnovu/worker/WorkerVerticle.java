package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.NovuClient;
import dev.segmentnovu.worker.novu.NovuHttp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One worker: claims users of every source, delivers their events to Novu and settles them. Deploy
 * as many as there are cores, in as many processes as wanted; they share nothing but Redis.
 * Undeploying drains.
 */
public final class WorkerVerticle extends VerticleBase {

  private final RelayConfig.Queue queue;
  private final List<RelayConfig.Source> sources;
  private final EventConsumer consumer;
  private final WorkerMeters meters;
  private final Clock clock;
  private final RandomGenerator random;

  private final List<ClaimLoop> loops = new ArrayList<>();
  private final List<Pace> paces = new ArrayList<>();
  private int inFlight;
  private boolean draining;
  private final Promise<Void> drained = Promise.promise();

  /**
   * A worker.
   *
   * @param queue {@code concurrency} is that of each source in this worker
   * @param sources those to serve
   * @param consumer where events come from; not closed by this worker
   * @param meters shared by the workers of the process
   * @param random for jitter and ids; not shared with other threads
   */
  public WorkerVerticle(
      RelayConfig.Queue queue,
      List<RelayConfig.Source> sources,
      EventConsumer consumer,
      WorkerMeters meters,
      Clock clock,
      RandomGenerator random) {
    this.queue = queue;
    this.sources = List.copyOf(sources);
    this.consumer = consumer;
    this.meters = meters;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Future<?> start() {
    var letters = new LetterWriter(clock, random);
    var surroundings =
        new UserDelivery.Surroundings(
            context, consumer, clock, random, letters, queue, () -> draining);
    for (RelayConfig.Source source : sources) {
      serve(source, surroundings);
    }
    loops.forEach(ClaimLoop::wake);
    return Future.succeededFuture();
  }

  private void serve(RelayConfig.Source source, UserDelivery.Surroundings surroundings) {
    List<ClaimLoop> loopsOfSource = new ArrayList<>();
    SourceMeters numbers = meters.source(source.name());
    var limit = new ConcurrencyLimit(1, queue.concurrency());
    var slots = new Slots(limit, () -> offerRoom(loopsOfSource));
    numbers.concurrency(limit.current());
    var pace =
        new Pace(
            new Pace.Surroundings(
                context, consumer.rateBudget(), source.name(), System::nanoTime, random, numbers),
            Map.of(),
            (took, failed) -> {
              int before = limit.current();
              limit.ended(took, failed, slots.free() == 0);
              numbers.concurrency(limit.current() - before);
            },
            () -> offerRoom(loopsOfSource));
    paces.add(pace);
    var health =
        new SourceHealth(
            source.name(),
            new SourceGate(System::nanoTime),
            new Circuit(),
            consumer.holdSignals(),
            random,
            numbers,
            pace::turnAway);
    var work =
        new SourceWork(
            source,
            new EventMapper(source),
            new NovuClient(
                new NovuHttp(vertx, source.novu(), queue.concurrency(), System::nanoTime, pace)),
            new RetryPolicy(source.retry()),
            health,
            pace,
            numbers);
    for (int shard = 0; shard < consumer.shards(); shard++) {
      loopsOfSource.add(
          new ClaimLoop(
              context,
              consumer,
              queue,
              work,
              shard,
              slots,
              System::nanoTime,
              (user, lease) -> deliver(surroundings, work, user, lease),
              this::completeWhenDrained));
    }
    loops.addAll(loopsOfSource);
    consumer
        .holdSignals()
        .onSignal(
            source.name(),
            signal ->
                context.runOnContext(
                    v -> {
                      if (health.told(signal)) {
                        loopsOfSource.forEach(ClaimLoop::wake);
                      }
                    }));
    consumer.onDue(
        source.name(), () -> context.runOnContext(v -> loopsOfSource.forEach(ClaimLoop::wake)));
  }

  /** Another shard comes first each time, or one with a long queue would take all the room. */
  private static void offerRoom(List<ClaimLoop> loopsOfSource) {
    Collections.rotate(loopsOfSource, 1);
    loopsOfSource.forEach(ClaimLoop::roomMade);
  }

  private Future<Void> deliver(
      UserDelivery.Surroundings surroundings, SourceWork work, ClaimedUser user, Lease lease) {
    inFlight++;
    meters.inFlight().incrementAndGet();
    return new UserDelivery(surroundings, work, user, lease)
        .run()
        .onComplete(
            unused -> {
              inFlight--;
              meters.inFlight().decrementAndGet();
              completeWhenDrained();
            });
  }

  /** Claims no more, finishes the calls in flight and gives the other users back. */
  @Override
  public Future<?> stop() {
    draining = true;
    loops.forEach(ClaimLoop::stop);
    paces.forEach(pace -> pace.turnAway(Duration.ZERO));
    completeWhenDrained();
    return drained.future();
  }

  private void completeWhenDrained() {
    if (draining && inFlight == 0 && loops.stream().noneMatch(ClaimLoop::isClaiming)) {
      drained.tryComplete();
    }
  }
}
