package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.worker.calls.queue.Categories;
import dev.segmentnovu.worker.calls.queue.ReadyCalls;
import dev.segmentnovu.worker.health.IdempotencyWatch;
import dev.segmentnovu.worker.health.SourceMeters;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.ResponseHead;
import dev.segmentnovu.worker.novu.StatusRule;

/**
 * Evaluates each response for the metrics, the concurrency limit, Novu's rate limits, and whether
 * Novu honours idempotency keys.
 */
@EventLoopConfined
final class ResponseLearner {

  private final Categories categories;
  private final ConcurrencyLimit limit;
  private final IdempotencyWatch idempotency;
  private final SourceMeters meters;

  ResponseLearner(
      Categories categories,
      ConcurrencyLimit limit,
      IdempotencyWatch idempotency,
      SourceMeters meters) {
    this.categories = categories;
    this.limit = limit;
    this.idempotency = idempotency;
    this.meters = meters;
  }

  /**
   * A call or a batch ended.
   *
   * @param inFlight how many calls and batches are in flight, with this one
   * @param closed whether the scheduler is closed: its limit does not count any more
   */
  void learn(ReadyCalls sent, Transport.Result result, int inFlight, boolean closed) {
    NovuCall call = sent.calls().get(0).call();
    boolean isBatch = sent.isBatch();
    ResponseHead head = result.head();
    meters.called(isBatch ? "bulk" : call.method(), sent.calls().size(), result.took(), head);
    if (head != null) {
      idempotency.observe(isBatch ? "POST" : call.method(), head);
    }
    adaptLimit(sent, result, inFlight, closed);
    if (head == null) {
      return;
    }
    BatchKind kind = sent.calls().get(0).batchKind();
    String path = isBatch && kind != null ? kind.path() : call.path();
    categories.learn(path, head, isBatch, sent.permit());
    if (head.rateLimit() != null) {
      boolean isCharged = head.rule().source() != StatusRule.Source.PAUSE;
      meters.budget(head.rateLimit(), isCharged ? (isBatch ? BatchBid.COST : 1) : 0);
    }
  }

  private void adaptLimit(ReadyCalls sent, Transport.Result result, int inFlight, boolean closed) {
    StatusRule rule = result.head() == null ? StatusRule.NO_RESPONSE : result.head().rule();
    if (rule.limit() == StatusRule.Limit.IGNORE) {
      return;
    }
    boolean couldJoinBatch = sent.permit().allowsBatch() && sent.calls().get(0).batchKind() != null;
    int before = limit.current();
    // the duration of a batch depends on its size
    limit.ended(
        sent.isBatch() ? null : result.took(),
        rule.limit() == StatusRule.Limit.FAILURE,
        isFull(couldJoinBatch, inFlight));
    if (!closed) {
      meters.concurrency(limit.current() - before);
    }
  }

  /**
   * Whether a higher limit would help: all slots are in use, and the calls that are ready do not
   * fit into the next batch.
   *
   * @param couldJoinBatch whether the call that ends now could have joined a batch
   */
  private boolean isFull(boolean couldJoinBatch, int inFlight) {
    int ready = categories.ready();
    return inFlight >= limit.current()
        && (ready == 0
            ? !couldJoinBatch
            : categories.readyAlone() > 0 || ready > BatchKind.TRIGGERS.most());
  }
}
