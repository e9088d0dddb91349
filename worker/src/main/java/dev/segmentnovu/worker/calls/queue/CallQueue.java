package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.BatchKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Calls in the order in which they arrived, until they are sent or their patience ends. */
@EventLoopConfined
final class CallQueue {

  private final ArrayDeque<QueuedCall> calls = new ArrayDeque<>();
  private int batchable;
  private long batchableBytes;

  void add(QueuedCall call, long nowNanos) {
    call.joinQueue(nowNanos);
    calls.add(call);
    count(call, 1);
  }

  /** From now on only calls of {@code kind} may join a batch. */
  void allowOnlyBatchesOf(BatchKind kind) {
    for (QueuedCall each : removeAll()) {
      QueuedCall changed = each.batchKind() == kind ? each : each.alone();
      calls.add(changed);
      count(changed, 1);
    }
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  int size() {
    return calls.size();
  }

  /** How many of the calls may join a batch. */
  int batchable() {
    return batchable;
  }

  /** How many of the calls must be sent alone. */
  int unbatchable() {
    return calls.size() - batchable;
  }

  /** About how many calls of the present size fit into one batch; 0 if none is batchable. */
  int fitting(BatchKind kind) {
    return batchable == 0
        ? 0
        : (int) Math.min(kind.most(), (long) kind.mostBytes() * batchable / batchableBytes);
  }

  @Nullable QueuedCall first() {
    return calls.peek();
  }

  /** How long the first call may still be queued; may be negative; null if there is no call. */
  @Nullable Duration firstPatience(long nowNanos) {
    QueuedCall first = calls.peek();
    return first == null ? null : Duration.ofNanos(first.expiresAtNanos() - nowNanos);
  }

  /** Removes the first call; null if there is none. */
  @Nullable QueuedCall poll() {
    QueuedCall first = calls.poll();
    if (first != null) {
      count(first, -1);
    }
    return first;
  }

  /** Removes the first call that may, or may not, join a batch; null if there is none. */
  @Nullable QueuedCall poll(boolean canJoinBatch) {
    Iterator<QueuedCall> all = calls.iterator();
    while (all.hasNext()) {
      QueuedCall each = all.next();
      if ((each.batchKind() != null) == canJoinBatch) {
        all.remove();
        count(each, -1);
        return each;
      }
    }
    return null;
  }

  /** {@code first} and the calls that fit into a batch with it, in order; these are removed. */
  List<QueuedCall> batchOf(QueuedCall first) {
    BatchKind kind = first.batchKind();
    if (kind == null || batchable == 0) {
      return List.of(first);
    }
    List<QueuedCall> batch = new ArrayList<>();
    batch.add(first);
    int bytes = first.partBytes();
    Iterator<QueuedCall> others = calls.iterator();
    while (others.hasNext() && batch.size() < kind.most()) {
      QueuedCall each = others.next();
      if (each.batchKind() == kind && bytes + each.partBytes() <= kind.mostBytes()) {
        bytes += each.partBytes();
        batch.add(each);
        others.remove();
        count(each, -1);
      }
    }
    return batch;
  }

  /** Removes the calls whose patience has ended. */
  List<QueuedCall> removeExpired(long nowNanos) {
    List<QueuedCall> expired = new ArrayList<>(0);
    Iterator<QueuedCall> all = calls.iterator();
    while (all.hasNext()) {
      QueuedCall each = all.next();
      if (each.expiresAtNanos() - nowNanos <= 0) {
        all.remove();
        count(each, -1);
        expired.add(each);
      }
    }
    return expired;
  }

  /** Removes all calls. */
  List<QueuedCall> removeAll() {
    List<QueuedCall> all = List.copyOf(calls);
    calls.clear();
    batchable = 0;
    batchableBytes = 0;
    return all;
  }

  /** When the next call expires; empty if there is no call. */
  OptionalLong nextExpiryNanos() {
    return calls.stream().mapToLong(QueuedCall::expiresAtNanos).min();
  }

  private void count(QueuedCall call, int change) {
    if (call.batchKind() != null) {
      batchable += change;
      batchableBytes += (long) change * call.partBytes();
    }
  }
}
