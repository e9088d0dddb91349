package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many calls at once a source is given: more while that costs nothing, less when Novu fails or
 * slows down. A round is as many calls as the limit; after a round that went well and in which the
 * limit was reached it grows, twofold until something first goes wrong, by one from then on; after
 * one that went badly it shrinks by a tenth. As Vector's adaptive request concurrency does, counted
 * in calls instead of time. Pure.
 */
@EventLoopConfined
public class ConcurrencyLimit {

  /** Few enough not to run into a limit that is not known yet. */
  static final int START = 8;

  private static final double SHRINK = 0.9;

  /** The weight of the latest round in what is usual. */
  private static final double WEIGHT = 0.4;

  /** So many deviations above the mean are slow. */
  private static final double DEVIATIONS = 2.5;

  /** What is less is noise of our own. */
  private static final double LEAST_RISE_MS = 10;

  private final int min;
  private final int max;
  private double limit;
  private boolean starting = true;

  private int round;
  private int calls;
  private int timed;
  private double sumMs;
  private boolean reached;
  private boolean shrunk;

  /** Of the rounds so far; negative before the first. */
  private double meanMs = -1;

  private double deviationMs;

  /**
   * Begins with {@link #START}, or the nearest bound.
   *
   * @param min at least 1
   * @param max at least {@code min}
   */
  public ConcurrencyLimit(int min, int max) {
    this.min = min;
    this.max = max;
    limit = Math.max(min, Math.min(max, START));
    round = current();
  }

  /** The limit now, from min to max. */
  public int current() {
    return (int) limit;
  }

  /**
   * A call has ended.
   *
   * @param took how long it took; null for one made for several events, whose time says more of
   *     their number than of Novu
   * @param failed whether Novu failed: 5xx, a reset, a timeout. That it asks for patience (429) is
   *     no failure
   * @param full whether there was no room for another call meanwhile
   */
  public void ended(@Nullable Duration took, boolean failed, boolean full) {
    calls++;
    reached |= full;
    if (failed) {
      shrink();
    } else if (took != null) {
      timed++;
      sumMs += took.toNanos() / 1e6;
    }
    if (calls >= round) {
      endRound();
    }
  }

  private void endRound() {
    if (!shrunk) {
      double roundMs = timed == 0 ? meanMs : sumMs / timed;
      double rise = Math.max(LEAST_RISE_MS, DEVIATIONS * deviationMs);
      if (meanMs >= 0 && roundMs > meanMs + rise) {
        shrink();
      } else if (reached) {
        limit = Math.min(max, starting ? limit * 2 : limit + 1);
      }
      if (timed > 0) {
        usual(roundMs);
      }
    }
    round = current();
    calls = 0;
    timed = 0;
    sumMs = 0;
    reached = false;
    shrunk = false;
  }

  /** At most once a round: what was under way together fails together. */
  private void shrink() {
    starting = false;
    if (!shrunk) {
      shrunk = true;
      limit = Math.max(min, limit * SHRINK);
    }
  }

  private void usual(double roundMs) {
    if (meanMs < 0) {
      meanMs = roundMs;
      return;
    }
    double off = Math.abs(roundMs - meanMs);
    meanMs += WEIGHT * (roundMs - meanMs);
    deviationMs += WEIGHT * (off - deviationMs);
  }
}
