package dev.segmentnovu.relay.cli.terminal;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with the rate and the time left, in one line of a terminal. */
final class BarProgress implements Progress {

  private static final int INTERVAL_MILLIS = 200;

  private final ProgressBar bar;
  private final PrintWriter err;

  BarProgress(String task, String unit, PrintWriter err, int width) {
    this.err = err;
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(-1)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setSpeedUnit(ChronoUnit.SECONDS)
            .showSpeed()
            // a terminal that gets a character in its last column goes to the next line
            .setConsumer(new DelegatingProgressBarConsumer(this::show, width - 1))
            .build();
  }

  private void show(String line) {
    err.print("\r" + line);
    err.flush();
  }

  @Override
  public void update(long done, long total) {
    if (total >= 0) {
      bar.maxHint(total);
    }
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
    err.println();
    err.flush();
  }
}
