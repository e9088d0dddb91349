package dev.segmentnovu.queue.history;

import dev.segmentnovu.telemetry.FailureLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the recorder of a process counted to the store. A report that may not have arrived is
 * sent again under its number, before a newer one: so none is lost or added twice. What was counted
 * after the last flush is lost if the process is killed. Thread-safe.
 */
public final class ActivityFlush {

  private static final Logger LOG = LoggerFactory.getLogger(ActivityFlush.class);

  private final ActivityRecorder recorder;
  private final ActivityStore store;
  private final String process;
  private final FailureLog failures = new FailureLog(System::nanoTime);
  private final Map<String, Outgoing> sources = new ConcurrentHashMap<>();

  /** The reports of one source, guarded by its lock. */
  private static final class Outgoing {
    long number = 1;
    @Nullable ActivityReport unconfirmed;
    @Nullable CompletionStage<Void> sending;
  }

  /**
   * A flush that has sent nothing.
   *
   * @param process a text that no other start of a process uses
   */
  public ActivityFlush(ActivityRecorder recorder, ActivityStore store, String process) {
    this.recorder = recorder;
    this.store = store;
    this.process = process;
  }

  /**
   * Sends what was counted since the last flush, unless the report before is still under way.
   *
   * @return completes when the store has replied for each source; never fails
   */
  public CompletionStage<Void> flush() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    recorder
        .sources()
        .forEach(
            (source, counted) -> {
              Outgoing outgoing = sources.computeIfAbsent(source, unused -> new Outgoing());
              all.add(flush(source, counted, outgoing).toCompletableFuture());
            });
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> flush(String source, SourceRecorder counted, Outgoing outgoing) {
    synchronized (outgoing) {
      if (outgoing.sending != null) {
        return outgoing.sending;
      }
      ActivityReport report = outgoing.unconfirmed;
      if (report == null) {
        report = counted.report();
        if (report.isEmpty()) {
          return CompletableFuture.completedFuture(null);
        }
        outgoing.unconfirmed = report;
      }
      CompletionStage<Void> sending =
          store
              .add(source, process, outgoing.number, report)
              .handle((unused, failure) -> end(outgoing, failure));
      // a store may reply at once
      outgoing.sending = sending.toCompletableFuture().isDone() ? null : sending;
      return sending;
    }
  }

  private @Nullable Void end(Outgoing outgoing, @Nullable Throwable failure) {
    synchronized (outgoing) {
      outgoing.sending = null;
      if (failure == null) {
        outgoing.unconfirmed = null;
        outgoing.number++;
      }
    }
    if (failure == null) {
      failures.succeeded().ifPresent(count -> LOG.info("The history is written to Redis again"));
    } else {
      failures
          .failed("The history cannot be written to Redis; the relay tries again")
          .ifPresent(line -> LOG.warn("{}: {}", line, failure.getMessage()));
    }
    return null;
  }
}
