package dev.segmentnovu.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the log lines of failures by kind: one line for the first failure of a kind, and one line
 * per minute that says how many more there were. {@link #look} writes the counts, also those of
 * failures that have stopped. So the lines of a kind tell of each failure exactly once. Its memory
 * is bounded: {@value #MAX_KINDS} kinds at a time, and one count for all others. Thread-safe.
 */
public final class FailureLogs {

  /** The kinds that are counted apart; a kind is forgotten after a minute without failures. */
  static final int MAX_KINDS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(FailureLogs.class);

  private final LongSupplier nanoTime;

  /** Guarded by this. */
  private final Map<Object, Kind> kinds = new HashMap<>();

  private final Kind others;

  private record Kind(FailureLog log, LongConsumer more) {}

  /**
   * Creates logs without failures.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public FailureLogs(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    others = new Kind(new FailureLog(nanoTime), FailureLogs::logOthers);
  }

  private static void logOthers(long more) {
    LOG.warn("Failures of various kinds since the last such line: {}", more);
  }

  /**
   * Counts a failure, and logs it if there was none of its kind for a minute.
   *
   * @param kind what is counted together, an object with equality
   * @param first logs this failure
   * @param more logs the number of failures of the kind that have no line of their own, above zero
   */
  public void failed(Object kind, Runnable first, LongConsumer more) {
    Kind counted;
    OptionalLong before;
    synchronized (this) {
      counted = kinds.get(kind);
      if (counted == null && kinds.size() < MAX_KINDS) {
        counted = new Kind(new FailureLog(nanoTime), more);
        kinds.put(kind, counted);
      } else if (counted == null) {
        counted = others;
      }
      before = counted.log.count();
    }
    if (before.isPresent()) {
      if (before.getAsLong() > 0) {
        counted.more.accept(before.getAsLong());
      }
      first.run();
    }
  }

  /** Logs the counts that are due. Called about once a second. */
  public void look() {
    log(false);
  }

  /** Logs all counts, whether they are due or not: at the end of the process. */
  public void close() {
    log(true);
  }

  private void log(boolean atOnce) {
    List<Runnable> lines = new ArrayList<>();
    synchronized (this) {
      Iterator<Kind> all = kinds.values().iterator();
      while (all.hasNext()) {
        Kind kind = all.next();
        OptionalLong more = kind.log.more(atOnce);
        if (more.isPresent() && !add(lines, kind, more.getAsLong())) {
          all.remove();
        }
      }
      others.log.more(atOnce).ifPresent(more -> add(lines, others, more));
    }
    lines.forEach(Runnable::run);
  }

  private static boolean add(List<Runnable> lines, Kind kind, long more) {
    return more > 0 && lines.add(() -> kind.more.accept(more));
  }
}
