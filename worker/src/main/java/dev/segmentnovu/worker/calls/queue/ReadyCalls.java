package dev.segmentnovu.worker.calls.queue;

import java.util.List;

/**
 * Calls that can be sent now, as one call or as a batch.
 *
 * @param calls at least one; several are of the same batch kind
 * @param permit the permission to send them
 */
public record ReadyCalls(List<QueuedCall> calls, Permit permit) {

  /** Whether they are sent as a batch. */
  public boolean isBatch() {
    return calls.size() > 1;
  }
}
