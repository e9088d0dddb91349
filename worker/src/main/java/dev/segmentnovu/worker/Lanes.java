package dev.segmentnovu.worker;

import dev.segmentnovu.worker.novu.Bulk;
import dev.segmentnovu.worker.novu.Pacing.Turn;
import dev.segmentnovu.worker.novu.WaitingCall;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The calls of one source that are under way in one worker, as many as the concurrency limit says,
 * and those that wait for one of them to end. When one ends, all that wait and can be made in one
 * call with the first go with it. So what is called alone while there is room shares calls when
 * there is none, the more the busier. For one event loop only.
 */
final class Lanes {

  private final IntSupplier limit;
  private final WaitingLine waiting;
  private int underWay;
  private boolean filling;

  /**
   * All free.
   *
   * @param limit how many calls may be under way now
   */
  Lanes(Vertx vertx, LongSupplier nanoTime, IntSupplier limit) {
    this.limit = limit;
    waiting = new WaitingLine(vertx, nanoTime, () -> Duration.ZERO, unused -> {});
  }

  /**
   * The call goes as soon as there is room.
   *
   * @param together at least one; those of more than one go in one call, with no others
   */
  void enter(List<WaitingCall> together, Turn turn) {
    if (waiting.isEmpty() && hasRoom()) {
      go(together, turn);
    } else {
      boolean shares = together.size() == 1 && turn.equals(Turn.AT_ONCE);
      waiting.add(together, turn, shares ? together.get(0).bulk() : null);
    }
  }

  /** A call has ended. */
  void ended() {
    underWay--;
    fill();
  }

  /** Has those go for whom there is room now. */
  private void fill() {
    if (filling) {
      return; // a call that ended at once: the loop below goes on
    }
    filling = true;
    waiting.refuseLate();
    while (hasRoom()) {
      var first = waiting.remove(any -> true);
      if (first == null) {
        break;
      }
      go(waiting.withOthers(first), first.turn());
    }
    filling = false;
  }

  /** Whether all that wait could share calls. */
  boolean areShared() {
    return waiting.alone() == 0;
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
            : waiting.alone() > 0 || waiting.size() > Bulk.TRIGGERS.most());
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    waiting.refuseAll(comeAgain);
  }

  private boolean hasRoom() {
    return underWay < limit.getAsInt();
  }

  private void go(List<WaitingCall> together, Turn turn) {
    underWay++;
    WaitingCall.go(together, turn);
  }
}
