package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends one group of items at a time. Items that arrive while a group is in flight form the next
 * group. So an item waits for no timer when it is alone, and many items need few round trips. As
 * only one group is in flight, items keep their order. Safe for use from any thread.
 *
 * @param <T> an item
 * @param <R> the result of an item
 */
final class GroupCommit<T, R> {

  private record Waiting<T, R>(T item, int weight, CompletableFuture<R> result) {}

  private final Function<List<T>, CompletionStage<List<R>>> send;
  private final ToIntFunction<T> weigh;
  private final int maxWeight;
  private final ArrayDeque<Waiting<T, R>> waiting = new ArrayDeque<>();
  private boolean sending;

  /**
   * A group commit without items.
   *
   * @param send sends a group; completes with a result for each item, in order, or fails
   * @param weigh the weight of an item
   * @param maxWeight of a group; a heavier item goes alone
   */
  GroupCommit(
      Function<List<T>, CompletionStage<List<R>>> send, ToIntFunction<T> weigh, int maxWeight) {
    this.send = send;
    this.weigh = weigh;
    this.maxWeight = maxWeight;
  }

  /**
   * Sends {@code item} now or with the next group. Fails as its group fails. If Redis does not
   * answer the group in flight, the waiting items fail with it unsent: a caller waits for one
   * timeout at most.
   */
  CompletionStage<R> submit(T item) {
    int weight;
    try {
      weight = weigh.applyAsInt(item);
    } catch (Throwable e) {
      // only this item fails: an item that cannot be weighed must not stop the others
      return CompletableFuture.failedFuture(e);
    }
    var entry = new Waiting<T, R>(item, weight, new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(entry);
      if (sending) {
        return entry.result;
      }
      sending = true;
    }
    sendNext();
    return entry.result;
  }

  private void sendNext() {
    List<Waiting<T, R>> group = new ArrayList<>();
    synchronized (waiting) {
      int weight = 0;
      while (!waiting.isEmpty()) {
        weight += waiting.peek().weight;
        if (weight > maxWeight && !group.isEmpty()) {
          break;
        }
        group.add(waiting.poll());
      }
      if (group.isEmpty()) {
        sending = false;
        return;
      }
    }
    CompletionStage<List<R>> sent;
    try {
      sent = send.apply(group.stream().map(Waiting::item).toList());
    } catch (Throwable e) {
      // otherwise the group would count as in flight for ever, and all later items would wait
      sent = CompletableFuture.failedFuture(e);
    }
    var unused =
        sent.whenComplete(
            (results, failure) -> {
              var unsent = isUnavailable(failure) ? takeWaiting() : List.<Waiting<T, R>>of();
              // before the callers continue: their work must not delay the next group
              sendNext();
              for (int i = 0; i < group.size(); i++) {
                if (failure == null && i < results.size()) {
                  group.get(i).result.complete(results.get(i));
                } else if (failure == null) {
                  group
                      .get(i)
                      .result
                      .completeExceptionally(new IllegalStateException("Too few results"));
                } else {
                  group.get(i).result.completeExceptionally(failure);
                }
              }
              unsent.forEach(each -> each.result.completeExceptionally(failure));
            });
  }

  private static boolean isUnavailable(@Nullable Throwable failure) {
    return failure != null && QueueUnavailableException.in(failure).isPresent();
  }

  private List<Waiting<T, R>> takeWaiting() {
    synchronized (waiting) {
      var all = List.copyOf(waiting);
      waiting.clear();
      return all;
    }
  }
}
