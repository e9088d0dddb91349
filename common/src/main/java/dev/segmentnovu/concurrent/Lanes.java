package dev.segmentnovu.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs asynchronous tasks, a few at a time: the next one begins as soon as one ends.
 *
 * @param <T> what a task works on
 * @param <R> its result
 */
public final class Lanes<T, R> {

  private final List<T> inputs;
  private final Function<T, CompletionStage<R>> task;
  private final AtomicInteger next = new AtomicInteger();

  private Lanes(List<T> inputs, Function<T, CompletionStage<R>> task) {
    this.inputs = inputs;
    this.task = task;
  }

  /**
   * Runs {@code task} for each input. The tasks begin in the order of the inputs.
   *
   * @param lanes how many tasks are under way at a time; at least 1
   * @return the results in any order. Fails as the first task that fails; then no further task
   *     begins
   */
  public static <T, R> CompletionStage<List<R>> run(
      int lanes, List<T> inputs, Function<T, CompletionStage<R>> task) {
    var running = new Lanes<>(inputs, task);
    CompletionStage<List<R>> all = running.lane(new ArrayList<>());
    for (int i = 1; i < Math.min(lanes, inputs.size()); i++) {
      all =
          all.thenCombine(
              running.lane(new ArrayList<>()),
              (results, others) -> {
                results.addAll(others);
                return results;
              });
    }
    return all;
  }

  private CompletionStage<List<R>> lane(List<R> results) {
    int index = next.getAndIncrement();
    if (index >= inputs.size()) {
      return CompletableFuture.completedFuture(results);
    }
    return task.apply(inputs.get(index))
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                next.set(inputs.size());
              }
            })
        .thenCompose(
            result -> {
              results.add(result);
              return lane(results);
            });
  }
}
