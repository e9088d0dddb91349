package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.RateLimit;
import dev.segmentnovu.worker.novu.ResponseHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queues of all categories of one source. The loops are no streams: some of them run several
 * times for each call.
 */
@EventLoopConfined
public final class Categories {

  private final Map<String, Double> ceilings;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final CategoryNames names = new CategoryNames();
  private final Map<String, CategoryQueue> queues = new LinkedHashMap<>();

  public Categories(Map<String, Double> ceilings, LongSupplier nanoTime, RandomGenerator random) {
    this.ceilings = Map.copyOf(ceilings);
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** The queue of calls of this path. */
  public CategoryQueue of(String path) {
    return named(names.of(path));
  }

  /**
   * Learns from the response to a call whether and how Novu limits its category.
   *
   * @param isBatch whether the call was a batch
   * @param permit of the call
   */
  public void learn(String path, ResponseHead head, boolean isBatch, Permit permit) {
    RateLimit limit = head.rateLimit();
    if (limit != null) {
      names.learn(path, limit.category());
      named(limit.category()).limited(isBatch ? limit.ofBatch() : limit, permit.token());
    } else if (head.status() < 300) {
      // Novu may refuse a call before it counts it
      of(path).unlimited();
    }
  }

  public Collection<CategoryQueue> all() {
    // a copy: a call that is postponed may be submitted again at once
    return List.copyOf(queues.values());
  }

  /** The queue whose next ready call arrived first; null if no call is ready. */
  public @Nullable CategoryQueue longestWaiting() {
    CategoryQueue longest = null;
    long queuedAtNanos = 0;
    for (CategoryQueue queue : queues.values()) {
      QueuedCall next = queue.nextReady();
      if (next != null && (longest == null || next.queuedAtNanos() - queuedAtNanos < 0)) {
        longest = queue;
        queuedAtNanos = next.queuedAtNanos();
      }
    }
    return longest;
  }

  /** How many calls can be sent as soon as there is a call slot. */
  public int ready() {
    int ready = 0;
    for (CategoryQueue queue : queues.values()) {
      ready += queue.ready();
    }
    return ready;
  }

  /** How many of them must be sent alone. */
  public int readyAlone() {
    int ready = 0;
    for (CategoryQueue queue : queues.values()) {
      ready += queue.readyAlone();
    }
    return ready;
  }

  /** How many calls wait for tokens. */
  public int waitingForTokens() {
    int waiting = 0;
    for (CategoryQueue queue : queues.values()) {
      waiting += queue.waitingForTokens();
    }
    return waiting;
  }

  /** Whether all queued calls can join batches. */
  public boolean isAllBatchable() {
    for (CategoryQueue queue : queues.values()) {
      if (!queue.isAllBatchable()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the budget could not grant all tokens of a category lately. */
  public boolean isShort() {
    for (CategoryQueue queue : queues.values()) {
      if (queue.isShort()) {
        return true;
      }
    }
    return false;
  }

  /** How many more users may be claimed so that none waits long for a token. */
  public int claimAllowance() {
    int least = Integer.MAX_VALUE;
    for (CategoryQueue queue : queues.values()) {
      least = Math.min(least, queue.claimAllowance());
    }
    return Math.max(0, least);
  }

  /** When the next call expires; empty if there is no call. */
  public OptionalLong nextExpiryNanos() {
    return queues.values().stream()
        .flatMapToLong(each -> each.queue().nextExpiryNanos().stream())
        .min();
  }

  /** Removes all calls. */
  public List<QueuedCall> removeAll() {
    List<QueuedCall> all = new ArrayList<>();
    queues.values().forEach(queue -> all.addAll(queue.removeAll()));
    return all;
  }

  private CategoryQueue named(String category) {
    return queues.computeIfAbsent(
        category, name -> new CategoryQueue(name, ceilings.get(name), nanoTime, random));
  }
}
