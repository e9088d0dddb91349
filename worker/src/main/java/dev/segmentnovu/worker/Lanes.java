package dev.segmentnovu.worker;

import dev.segmentnovu.worker.novu.Bulk;
import dev.segmentnovu.worker.novu.Pacing.Turn;
import dev.segmentnovu.worker.novu.WaitingCall;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one source that are under way in one worker, as many as the concurrency limit says,
 * and those that wait for one of them to end: first come, first served. When one ends, all that
 * wait and can be made in one call with the first go with it. So what is called alone while there
 * is room shares calls when there is none, the more the busier. For one event loop only.
 */
final class Lanes {

  private static final Duration LEAST_REFUSAL = Duration.ofMillis(100);

  private record Entry(WaitingCall call, Turn turn, long until) {

    /** The kind that others may share with it, null if none may. */
    @Nullable Bulk shares() {
      return turn.equals(Turn.AT_ONCE) ? call.bulk() : null;
    }
  }

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final IntSupplier limit;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();

  /** How many of those that wait cannot share a call. */
  private int alone;

  private int underWay;
  private boolean filling;

  /** When it is next looked whether somebody has waited for too long; null if it is not. */
  private @Nullable Long watch;

  /**
   * All free.
   *
   * @param limit how many calls may be under way now
   */
  Lanes(Vertx vertx, LongSupplier nanoTime, IntSupplier limit) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.limit = limit;
  }

  /** The call goes as soon as there is room. */
  void enter(WaitingCall call, Turn turn) {
    var entry = new Entry(call, turn, now() + call.patience().toNanos());
    if (waiting.isEmpty() && hasRoom()) {
      go(entry, List.of());
    } else {
      waiting.add(entry);
      alone += entry.shares() == null ? 1 : 0;
      watch(entry.until);
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
    while (!waiting.isEmpty() && hasRoom()) {
      Entry first = waiting.remove();
      Bulk kind = first.shares();
      alone -= kind == null ? 1 : 0;
      go(first, kind == null ? List.of() : along(first, kind));
    }
    filling = false;
  }

  /** Whether all that wait could share calls. */
  boolean areShared() {
    return alone == 0;
  }

  /**
   * Whether more calls at once would be of use: there is no room, and those that wait do not all
   * fit into the next one.
   *
   * @param shareable whether the call that ends now could have been made for several
   */
  boolean areFull(boolean shareable) {
    return !hasRoom()
        && (waiting.isEmpty() ? !shareable : alone > 0 || waiting.size() > Bulk.TRIGGERS.most());
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    List<Entry> all = List.copyOf(waiting);
    waiting.clear();
    alone = 0;
    all.forEach(each -> each.call.refuse(comeAgain));
  }

  private boolean hasRoom() {
    return underWay < limit.getAsInt();
  }

  private void go(Entry entry, List<WaitingCall> along) {
    underWay++;
    entry.call.go(entry.turn, along);
  }

  /** Takes those out of the line that go along with {@code first}, in their order. */
  private List<WaitingCall> along(Entry first, Bulk kind) {
    List<WaitingCall> along = new ArrayList<>();
    int bytes = first.call.partBytes();
    Iterator<Entry> others = waiting.iterator();
    while (others.hasNext() && along.size() + 1 < kind.most()) {
      Entry each = others.next();
      if (each.shares() == kind && bytes + each.call.partBytes() <= kind.mostBytes()) {
        bytes += each.call.partBytes();
        along.add(each.call);
        others.remove();
      }
    }
    return along;
  }

  /** Sees to it that who has patience until then waits no longer. */
  private void watch(long until) {
    if (watch != null && watch - until <= 0) {
      return;
    }
    watch = until;
    vertx.setTimer(
        TimeUnit.NANOSECONDS.toMillis(Math.max(0, until - now())) + 1,
        unused -> {
          if (watch != null && watch == until) {
            watch = null;
          }
          List<Entry> late = waiting.stream().filter(each -> each.until - now() <= 0).toList();
          waiting.removeAll(late);
          alone -= (int) late.stream().filter(each -> each.shares() == null).count();
          late.forEach(each -> each.call.refuse(LEAST_REFUSAL));
          waiting.stream().mapToLong(Entry::until).min().ifPresent(this::watch);
        });
  }

  private long now() {
    return nanoTime.getAsLong();
  }
}
