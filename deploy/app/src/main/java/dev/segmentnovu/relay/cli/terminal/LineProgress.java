package dev.segmentnovu.relay.cli.terminal;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A line now and then: at each tenth of the task, and after ten seconds without one. */
final class LineProgress implements Progress {

  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final int PARTS = 10;

  private final String task;
  private final String unit;
  private final PrintWriter err;
  private final Clock clock;
  private final Instant start;
  private Instant printedAt;
  private long printedPart;
  private long first = -1;

  LineProgress(String task, String unit, PrintWriter err, Clock clock) {
    this.task = task;
    this.unit = unit;
    this.err = err;
    this.clock = clock;
    start = clock.instant();
    printedAt = start;
  }

  @Override
  public void update(long done, long total) {
    if (first < 0) {
      first = done;
      printedPart = total > 0 ? done * PARTS / total : 0;
    }
    Instant now = clock.instant();
    long part = total > 0 ? done * PARTS / total : 0;
    boolean isQuiet = Duration.between(printedAt, now).compareTo(QUIET) >= 0;
    if (part > printedPart || isQuiet) {
      printedPart = part;
      printedAt = now;
      err.println(line(done, total, Duration.between(start, now)));
      err.flush();
    }
  }

  private String line(long done, long total, Duration elapsed) {
    var line = new StringBuilder(task).append(": ").append(Times.count(done));
    if (total > 0) {
      line.append(" of ").append(Times.count(total));
    }
    line.append(' ').append(unit);
    if (total > 0) {
      line.append(" (").append(done * 100 / total).append(" %)");
    }
    double seconds = elapsed.toMillis() / 1_000.0;
    double perSecond = seconds > 0 ? (done - first) / seconds : 0;
    if (perSecond > 0) {
      line.append(", ").append(Times.count(Math.round(perSecond))).append("/s");
      if (total > done) {
        line.append(", ").append(Times.span((total - done) / perSecond)).append(" left");
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    // each line is complete
  }
}
