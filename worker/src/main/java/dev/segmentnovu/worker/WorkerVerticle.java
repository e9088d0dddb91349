package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
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
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: claims users of every source, delivers their events to Novu and settles them. Deploy
 * few in a process, for one fills groups that several would share, and as many processes as wanted;
 * they share nothing but Redis. Undeploying drains.
 */
public final class WorkerVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerVerticle.class);

  private final RelayConfig.Queue queue;
  private final EventConsumer consumer;
  private final WorkerMeters meters;
  private final Clock clock;
  private final RandomGenerator random;
  private final DeadLetterWriter letters;

  /** Those to serve at the start. */
  private final List<RelayConfig.Source> sources;

  private final Map<String, SourceWorker> served = new LinkedHashMap<>();

  /** Served no more, with a claim still on its way. */
  private final List<SourceWorker> leaving = new ArrayList<>();

  /** The sources whose hints are listened to; there is no way to cease. */
  private final Set<String> heard = new HashSet<>();

  private final DeliveryFailures failures = new DeliveryFailures();

  private int inFlight;
  private boolean draining;
  private final Promise<Void> drained = Promise.promise();

  /**
   * A worker.
   *
   * @param sources those to serve; {@code concurrency} is that of each in this worker
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
    this.letters = new DeadLetterWriter(clock, random);
  }

  @Override
  public Future<?> start() {
    change(sources);
    return Future.succeededFuture();
  }

  /**
   * Serves these sources from now on, and no others. An event that is in flight is finished as it
   * was begun; the next of the same user goes by what is new. May be called from any thread.
   *
   * @return done when the change holds; a worker that drains stays as it is
   */
  public Future<Void> serve(List<RelayConfig.Source> others) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        unused -> {
          if (!draining) {
            change(others);
          }
          done.complete();
        });
    return done.future();
  }

  private void change(List<RelayConfig.Source> to) {
    Set<String> names = new HashSet<>();
    for (RelayConfig.Source source : to) {
      names.add(source.name());
      SourceWorker known = served.get(source.name());
      if (known == null) {
        begin(source);
      } else {
        known.change(source);
      }
    }
    List<String> gone = served.keySet().stream().filter(name -> !names.contains(name)).toList();
    gone.forEach(this::end);
  }

  private void begin(RelayConfig.Source source) {
    var begun =
        new SourceWorker(
            context,
            consumer,
            queue,
            source,
            meters.source(source.name()),
            clock,
            random,
            this::deliver,
            this::completeWhenDrained);
    served.put(source.name(), begun);
    if (heard.add(source.name())) {
      String name = source.name();
      consumer.onDue(name, () -> context.runOnContext(hint -> of(name, SourceWorker::wake)));
      consumer
          .pauseSignals()
          .onSignal(
              name,
              signal -> context.runOnContext(hint -> of(name, served -> served.told(signal))));
    }
    begun.wake();
  }

  private void of(String source, Consumer<SourceWorker> act) {
    @Nullable SourceWorker found = served.get(source);
    if (found != null) {
      act.accept(found);
    }
  }

  private void end(String name) {
    SourceWorker gone = served.remove(name);
    if (gone != null) {
      gone.stop();
      leaving.add(gone);
    }
  }

  private Future<Void> deliver(SourceWorker source, ClaimedUser user, Lease lease) {
    inFlight++;
    meters.inFlight().incrementAndGet();
    var surroundings =
        new UserDelivery.Surroundings(
            context,
            consumer,
            clock,
            random,
            letters,
            queue,
            failures,
            () -> draining || source.isStopped());
    Future<Void> delivery;
    try {
      delivery = new UserDelivery(surroundings, source::work, user, lease).run();
    } catch (Throwable thrown) {
      LOG.error(
          "Source {}: a delivery did not begin, a bug; its lease lapses", user.source(), thrown);
      delivery = Future.failedFuture(thrown);
    }
    return delivery.onComplete(
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
    served.values().forEach(SourceWorker::stop);
    completeWhenDrained();
    return drained.future();
  }

  private void completeWhenDrained() {
    leaving.removeIf(source -> !source.isClaiming());
    if (draining
        && inFlight == 0
        && leaving.isEmpty()
        && served.values().stream().noneMatch(SourceWorker::isClaiming)) {
      drained.tryComplete();
    }
  }
}
