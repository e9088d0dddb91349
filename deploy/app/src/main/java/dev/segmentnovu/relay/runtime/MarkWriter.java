package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.queue.admin.history.Marks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Writes marks one after the other, each until Redis has it: a process may start, or its
 * configuration change, while Redis is away. Thread-safe.
 */
final class MarkWriter {

  /** While Redis is away for long, older marks say less than the latest ones. */
  private static final int MOST_WAITING = 20;

  private final Marks marks;
  private final Deque<Supplier<CompletionStage<Boolean>>> waiting = new ArrayDeque<>();
  private boolean writing;

  MarkWriter(Marks marks) {
    this.marks = marks;
  }

  /** A process of this version has started. */
  void started(String version) {
    add(() -> marks.started(version));
  }

  /** A change of the configuration took effect; an empty text says that nothing changed. */
  void configured(String text) {
    if (!text.isEmpty()) {
      add(() -> marks.configured(text));
    }
  }

  private synchronized void add(Supplier<CompletionStage<Boolean>> mark) {
    if (waiting.size() == MOST_WAITING) {
      waiting.removeFirst();
    }
    waiting.addLast(mark);
  }

  /**
   * Writes what waits, up to the first that fails. Call it again from time to time.
   *
   * @return completes when that is done; never fails
   */
  CompletionStage<Void> write() {
    Supplier<CompletionStage<Boolean>> next;
    synchronized (this) {
      next = writing ? null : waiting.peekFirst();
      if (next == null) {
        return CompletableFuture.completedFuture(null);
      }
      writing = true;
    }
    return next.get()
        .handle((added, failure) -> end(next, failure == null))
        .thenCompose(written -> written ? write() : CompletableFuture.completedFuture(null));
  }

  private synchronized boolean end(Supplier<CompletionStage<Boolean>> mark, boolean written) {
    writing = false;
    if (written) {
      waiting.remove(mark);
    }
    return written;
  }
}
