package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many calls and batches of a source may be in flight. The limit changes once a round; a round
 * is as many calls as the limit. After a round without failures in which the limit was reached, the
 * limit grows: it doubles until the first failure or slow round, and grows by one from then on. A
 * failure or a slow round shrinks it by a tenth. Vector's adaptive request concurrency works alike,
 * but measures rounds in time. Pure.
 */
@EventLoopConfined
public class ConcurrencyLimit {

  /** Low enough not to exceed a rate limit of Novu that is not known yet. */
  static final int START = 8;

  private static final double SHRINK = 0.9;

  /** The weight of the latest round in the moving averages. */
  private static final double WEIGHT = 0.4;

  /** A round is slow if it is this many deviations above the mean. */
  private static final double DEVIATIONS = 2.5;

  /** A smaller rise is noise of the relay itself. */
  private static final double MIN_RISE_MS = 10;

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

  /** The moving average of the rounds; negative before the first round. */
  private double meanMs = -1;

  private double deviationMs;

  /**
   * Starts with {@link #START}, or the nearest bound.
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
   * @param took how long the call took; null for a batch, whose duration depends on its size
   * @param failed whether Novu failed: 5xx, a reset, a timeout; a rate limit (429) is no failure
   * @param full whether another call could not have been sent meanwhile
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
      double rise = Math.max(MIN_RISE_MS, DEVIATIONS * deviationMs);
      if (meanMs >= 0 && roundMs > meanMs + rise) {
        shrink();
      } else if (reached) {
        limit = Math.min(max, starting ? limit * 2 : limit + 1);
      }
      if (timed > 0) {
        average(roundMs);
      }
    }
    round = current();
    calls = 0;
    timed = 0;
    sumMs = 0;
    reached = false;
    shrunk = false;
  }

  /** Shrinks at most once a round, because calls in flight together fail together. */
  private void shrink() {
    starting = false;
    if (!shrunk) {
      shrunk = true;
      limit = Math.max(min, limit * SHRINK);
    }
  }

  private void average(double roundMs) {
    if (meanMs < 0) {
      meanMs = roundMs;
      return;
    }
    double off = Math.abs(roundMs - meanMs);
    meanMs += WEIGHT * (roundMs - meanMs);
    deviationMs += WEIGHT * (off - deviationMs);
  }
}
