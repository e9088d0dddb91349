package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallPermits.Permit;
import dev.segmentnovu.worker.novu.QueuedCall;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The calls of one source that are under way in one worker, as many as the concurrency limit says,
 * and those that wait for one of them to end. All that wait and can be made in one call with the
 * first go with it: so those that come at one moment, as from one claim, share a call, and while
 * there is no room more gather for the next. None waits for others.
 */
@EventLoopConfined
final class CallSlots {

  private final Context context;
  private final IntSupplier limit;
  private final CallQueue waiting;
  private int underWay;
  private boolean soon;

  /** Whether what came last could share a call. */
  private boolean shares;

  /**
   * All free.
   *
   * @param context of the event loop
   * @param limit how many calls may be under way now
   */
  CallSlots(Context context, LongSupplier nanoTime, IntSupplier limit) {
    this.context = context;
    this.limit = limit;
    waiting = new CallQueue(context.owner(), nanoTime, () -> Duration.ZERO, unused -> {});
  }

  /**
   * The call goes as soon as there is room, with those that come before this turn of the event loop
   * is over.
   *
   * @param together at least one; those of more than one go in one call, with no others
   */
  void enter(List<QueuedCall> together, Permit turn) {
    BatchKind kind =
        together.size() == 1 && turn.equals(Permit.AT_ONCE) ? together.get(0).bulk() : null;
    shares = kind != null;
    waiting.add(together, turn, kind);
    fillSoon();
  }

  /** A call has ended. */
  void ended() {
    underWay--;
    fillSoon();
  }

  /** What this turn of the event loop brings yet is there when those go for whom there is room. */
  private void fillSoon() {
    if (!soon && !waiting.isEmpty()) {
      soon = true;
      context.runOnContext(unused -> fill());
    }
  }

  private void fill() {
    soon = false;
    waiting.refuseLate();
    while (hasRoom()) {
      var first = waiting.remove(any -> true);
      if (first == null) {
        break;
      }
      underWay++;
      QueuedCall.go(waiting.withOthers(first), first.turn());
    }
  }

  /** Whether all that wait could share calls. */
  boolean areShared() {
    return waiting.alone() == 0;
  }

  /**
   * How many may come at once though as many are there as the limit says: as go in one call while
   * calls are shared; as it says while that is not known, for those that come may turn out to need
   * a call each.
   */
  int company() {
    return shares ? BatchKind.TRIGGERS.most() : limit.getAsInt();
  }

  /**
   * Whether more calls at once would be of use: there is no room, and those that wait do not all
   * fit into the next one.
   *
   * @param shareable whether the call that ends now could have been made for several
   */
  boolean areFull(boolean shareable) {
    return !hasRoom()
        && (waiting.isEmpty()
            ? !shareable
            : waiting.alone() > 0 || waiting.size() > BatchKind.TRIGGERS.most());
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    waiting.refuseAll(comeAgain);
  }

  private boolean hasRoom() {
    return underWay < limit.getAsInt();
  }
}
