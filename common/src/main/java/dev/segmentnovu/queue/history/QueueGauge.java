package dev.segmentnovu.queue.history;

import java.time.Duration;

/**
 * The state of a source's queue, sampled.
 *
 * @param depth how many events wait
 * @param oldestDue how long the oldest due event waits; zero if none waits
 */
public record QueueGauge(long depth, Duration oldestDue) {

  /** The later depth and the longer wait. */
  QueueGauge then(QueueGauge later) {
    Duration longer = oldestDue.compareTo(later.oldestDue) > 0 ? oldestDue : later.oldestDue;
    return new QueueGauge(later.depth, longer);
  }
}
