package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.NovuClient;
import dev.segmentnovu.worker.novu.NovuHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One source as a worker serves it: a claim loop for each shard, and what its deliveries go by,
 * which may change between two events. For one event loop only.
 */
final class ServedSource {

  private final Context context;
  private final List<ClaimLoop> loops = new ArrayList<>();
  private final Slots slots;
  private SourceWork work;
  private boolean stopped;

  /**
   * A source that claims nothing until it is woken.
   *
   * @param deliver delivers the events of a claimed user
   * @param onStopped run when a claim that was on its way at {@link #stop} has come
   */
  ServedSource(
      Context context,
      EventConsumer consumer,
      RelayConfig.Queue queue,
      RelayConfig.Source source,
      SourceMeters meters,
      Delivering deliver,
      Runnable onStopped) {
    this.context = context;
    work =
        new SourceWork(
            source,
            new EventMapper(source),
            client(source),
            new RetryPolicy(source.retry()),
            new SourceGate(System::nanoTime),
            meters);
    slots = new Slots(source.concurrency().max(), this::offerRoom);
    BiFunction<ClaimedUser, Lease, Future<Void>> deliverOwn =
        (user, lease) -> deliver.deliver(this, user, lease);
    for (int shard = 0; shard < consumer.shards(); shard++) {
      loops.add(
          new ClaimLoop(
              context,
              consumer,
              queue,
              work,
              shard,
              slots,
              System::nanoTime,
              deliverOwn,
              onStopped));
    }
  }

  /** Delivers the events of a user that this source has claimed. */
  @FunctionalInterface
  interface Delivering {
    Future<Void> deliver(ServedSource source, ClaimedUser user, Lease lease);
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
    RelayConfig.Source from = work.source();
    if (to.equals(from)) {
      return;
    }
    boolean sameNovu = to.novu().equals(from.novu());
    NovuClient novu = work.novu();
    if (!sameNovu || !to.concurrency().equals(from.concurrency())) {
      // no attempt at an event is under way there once its time is over
      long unused =
          context.owner().setTimer(from.novu().timeout().plusSeconds(1).toMillis(), closing(novu));
      novu = client(to);
    }
    work =
        new SourceWork(
            to, new EventMapper(to), novu, new RetryPolicy(to.retry()), work.gate(), work.meters());
    slots.resize(to.concurrency().max());
    if (!sameNovu) {
      // what was said of the old key and address says nothing of the new
      openGate();
      wake();
    }
  }

  private static Handler<Long> closing(NovuClient client) {
    return timer -> client.close();
  }

  private NovuClient client(RelayConfig.Source source) {
    return new NovuClient(
        new NovuHttp(context.owner(), source.novu(), source.concurrency().max(), System::nanoTime));
  }

  private void openGate() {
    if (work.gate().reset()) {
      work.meters().held(-1);
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
    openGate();
  }

  /** Whether a claim is on its way, whose users would still have to be given back. */
  boolean isClaiming() {
    return loops.stream().anyMatch(ClaimLoop::isClaiming);
  }
}
