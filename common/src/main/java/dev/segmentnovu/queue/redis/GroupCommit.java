package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends one group at a time: what arrives while a group is on its way is gathered and goes as the
 * next. An idle moment costs no delay, a busy one few round trips; and since one group is in
 * flight, order is kept.
 *
 * @param <T> what is sent
 * @param <R> the answer to each
 */
final class GroupCommit<T, R> {

  private record Waiting<T, R>(T item, int weight, CompletableFuture<R> answer) {}

  private final Function<List<T>, CompletionStage<List<R>>> send;
  private final ToIntFunction<T> weigh;
  private final int maxWeight;
  private final ArrayDeque<Waiting<T, R>> waiting = new ArrayDeque<>();
  private boolean sending;

  /**
   * A group commit that sends nothing yet.
   *
   * @param send sends a group; must complete with as many answers, in order, or fail
   * @param weigh the weight of an item
   * @param maxWeight a group grows until it weighs so much; a heavier item goes alone
   */
  GroupCommit(
      Function<List<T>, CompletionStage<List<R>>> send, ToIntFunction<T> weigh, int maxWeight) {
    this.send = send;
    this.weigh = weigh;
    this.maxWeight = maxWeight;
  }

  /**
   * Sends {@code item} now or with the next group. Fails as its group fails; and, unsent, with the
   * group it waits for if Redis does not answer that: nobody waits for two silences.
   */
  CompletionStage<R> submit(T item) {
    int weight;
    try {
      weight = weigh.applyAsInt(item);
    } catch (Throwable e) {
      // alone: an item that cannot be written must not stop those behind it
      return CompletableFuture.failedFuture(e);
    }
    var entry = new Waiting<T, R>(item, weight, new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(entry);
      if (sending) {
        return entry.answer;
      }
      sending = true;
    }
    sendNext();
    return entry.answer;
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
      // else the group counts as under way for ever, and all that comes waits behind it
      sent = CompletableFuture.failedFuture(e);
    }
    var unused =
        sent.whenComplete(
            (answers, failure) -> {
              var behind = isSilence(failure) ? takeWaiting() : List.<Waiting<T, R>>of();
              // the next group leaves before callers hear of this one: their work must not delay it
              sendNext();
              for (int i = 0; i < group.size(); i++) {
                if (failure == null && i < answers.size()) {
                  group.get(i).answer.complete(answers.get(i));
                } else if (failure == null) {
                  group
                      .get(i)
                      .answer
                      .completeExceptionally(new IllegalStateException("Too few answers"));
                } else {
                  group.get(i).answer.completeExceptionally(failure);
                }
              }
              behind.forEach(each -> each.answer.completeExceptionally(failure));
            });
  }

  private static boolean isSilence(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    return cause instanceof QueueUnavailableException;
  }

  private List<Waiting<T, R>> takeWaiting() {
    synchronized (waiting) {
      var all = List.copyOf(waiting);
      waiting.clear();
      return all;
    }
  }
}
