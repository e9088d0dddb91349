package dev.segmentnovu.worker.claim;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a line when the first shard of a source cannot be claimed, and one when all can be claimed
 * again. A line for each shard would say the same many times.
 */
@EventLoopConfined
public final class ClaimFailures {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimFailures.class);

  private final String source;
  private final BitSet failing = new BitSet();

  /** All shards can be claimed. */
  public ClaimFailures(String source) {
    this.source = source;
  }

  /** A claim of the shard failed. */
  void failed(int shard, Throwable failure) {
    if (failing.isEmpty()) {
      LOG.warn(
          "Source {}: no work can be claimed, trying again: {}",
          source,
          QueueUnavailableException.in(failure)
              .map(Throwable::getMessage)
              .orElse(failure.getMessage()));
    }
    failing.set(shard);
  }

  /** A claim of the shard succeeded. */
  void succeeded(int shard) {
    if (failing.get(shard)) {
      failing.clear(shard);
      if (failing.isEmpty()) {
        LOG.info("Source {}: work can be claimed again", source);
      }
    }
  }
}
