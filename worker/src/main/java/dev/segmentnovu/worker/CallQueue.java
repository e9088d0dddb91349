package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallPermits.Permit;
import dev.segmentnovu.worker.novu.QueuedCall;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait in a line, first come, first served, none longer than it has patience. Some may
 * share one call with others.
 */
@EventLoopConfined
final class CallQueue {

  private static final Duration LEAST_REFUSAL = Duration.ofMillis(100);

  /**
   * What waits for one turn.
   *
   * @param calls those that go in one call, at least one
   * @param turn what they go with
   * @param shares the kind that others may go with them in, null if none may
   * @param until when the first of them has no patience left
   */
  record Entry(List<QueuedCall> calls, Permit turn, @Nullable BatchKind shares, long until) {

    /** What it takes up in a call with others, in bytes. */
    private int bytes() {
      return calls.get(0).partBytes();
    }
  }

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final Supplier<Duration> comeAgain;
  private final IntConsumer changed;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private int sharing;
  private long sharingBytes;

  /** When it is next looked whether one has waited for too long; null if it is not. */
  private @Nullable Long watch;

  /**
   * None wait.
   *
   * @param comeAgain when who has waited for too long shall come again
   * @param changed told by how many more entries wait, or fewer if negative
   */
  CallQueue(Vertx vertx, LongSupplier nanoTime, Supplier<Duration> comeAgain, IntConsumer changed) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.comeAgain = comeAgain;
    this.changed = changed;
  }

  /** These wait from now on, as {@link Entry} has it. */
  void add(List<QueuedCall> calls, Permit turn, @Nullable BatchKind shares) {
    long patience = calls.stream().mapToLong(each -> each.patience().toNanos()).min().orElse(0);
    var entry = new Entry(calls, turn, shares, now() + patience);
    entries.add(entry);
    count(entry, 1);
    watch(entry.until);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /** How many of them may share a call with others. */
  int sharing() {
    return sharing;
  }

  /** How many of them go alone. */
  int alone() {
    return entries.size() - sharing;
  }

  /** How many such as wait one call of the kind would hold, about; 0 if none wait. */
  int fitting(BatchKind kind) {
    return sharing == 0
        ? 0
        : (int) Math.min(kind.most(), (long) kind.mostBytes() * sharing / sharingBytes);
  }

  /** How long the first has patience yet, may be below zero; null if none waits. */
  @Nullable Duration patience() {
    Entry first = entries.peek();
    return first == null ? null : Duration.ofNanos(first.until - now());
  }

  /** Takes the first out that is as asked; null if there is none. */
  @Nullable Entry remove(Predicate<Entry> which) {
    Iterator<Entry> all = entries.iterator();
    while (all.hasNext()) {
      Entry each = all.next();
      if (which.test(each)) {
        all.remove();
        count(each, -1);
        return each;
      }
    }
    return null;
  }

  /** The calls of {@code first}, and those that can go along: these are taken out, in order. */
  List<QueuedCall> withOthers(Entry first) {
    BatchKind kind = first.shares;
    if (kind == null) {
      return first.calls;
    }
    List<QueuedCall> together = new ArrayList<>(first.calls);
    int bytes = first.bytes();
    Iterator<Entry> others = entries.iterator();
    while (others.hasNext() && together.size() < kind.most()) {
      Entry each = others.next();
      if (each.shares == kind && bytes + each.bytes() <= kind.mostBytes()) {
        bytes += each.bytes();
        together.addAll(each.calls);
        others.remove();
        count(each, -1);
      }
    }
    return together;
  }

  /** Refuses those that have waited for too long. */
  void refuseLate() {
    if (watch != null && watch - now() > 0) {
      return; // not even the first of them
    }
    List<Entry> late = entries.stream().filter(each -> each.until - now() <= 0).toList();
    if (!late.isEmpty()) {
      entries.removeAll(late);
      late.forEach(each -> count(each, -1));
      Duration again = comeAgain.get();
      refuse(late, again.compareTo(LEAST_REFUSAL) < 0 ? LEAST_REFUSAL : again);
    }
  }

  /** Refuses all. */
  void refuseAll(Duration comeAgainIn) {
    List<Entry> all = List.copyOf(entries);
    entries.clear();
    all.forEach(each -> count(each, -1));
    refuse(all, comeAgainIn);
  }

  private static void refuse(List<Entry> refused, Duration comeAgainIn) {
    refused.forEach(entry -> entry.calls.forEach(call -> call.refuse(comeAgainIn)));
  }

  private void count(Entry entry, int change) {
    if (entry.shares != null) {
      sharing += change;
      sharingBytes += (long) change * entry.bytes();
    }
    changed.accept(change);
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
          refuseLate();
          entries.stream().mapToLong(Entry::until).min().ifPresent(this::watch);
        });
  }

  private long now() {
    return nanoTime.getAsLong();
  }
}
