package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult;
import dev.segmentnovu.worker.novu.NovuCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that is queued or in flight. */
@EventLoopConfined
public final class QueuedCall {

  private final NovuCall call;
  private final Attempt attempt;
  private final AttemptDeadline deadline;
  private final @Nullable BatchKind batchKind;
  private final Promise<CallOutcome> outcome;
  private byte @Nullable [] part;
  private long queuedAtNanos;
  private long expiresAtNanos;

  /**
   * A call that is not queued yet.
   *
   * @param batchKind the kind of batch that it may join; null if it must be sent alone
   */
  public QueuedCall(
      NovuCall call, Attempt attempt, AttemptDeadline deadline, @Nullable BatchKind batchKind) {
    this(call, attempt, deadline, batchKind, Promise.promise());
  }

  private QueuedCall(
      NovuCall call,
      Attempt attempt,
      AttemptDeadline deadline,
      @Nullable BatchKind batchKind,
      Promise<CallOutcome> outcome) {
    this.call = call;
    this.attempt = attempt;
    this.deadline = deadline;
    this.batchKind = batchKind;
    this.outcome = outcome;
  }

  /** The same call, which is sent alone; its place in the queue and its outcome are the same. */
  public QueuedCall alone() {
    var alone = new QueuedCall(call, attempt, deadline, null, outcome);
    alone.queuedAtNanos = queuedAtNanos;
    alone.expiresAtNanos = expiresAtNanos;
    return alone;
  }

  /** Joins a queue at {@code nowNanos}. */
  public void joinQueue(long nowNanos) {
    queuedAtNanos = nowNanos;
    expiresAtNanos = nowNanos + deadline.patience().toNanos();
  }

  /** Leaves the queue to be sent. */
  public void leaveQueue() {
    deadline.leaveQueue(queuedAtNanos);
  }

  /** Leaves the queue without having been sent. */
  public void postpone(Duration delay) {
    leaveQueue();
    complete(new CallOutcome(new DeliveryResult.Postponed(delay), call, null));
  }

  /** Ends the call; the first outcome counts. */
  public void complete(CallOutcome with) {
    outcome.tryComplete(with);
  }

  public Future<CallOutcome> outcome() {
    return outcome.future();
  }

  public NovuCall call() {
    return call;
  }

  public Attempt attempt() {
    return attempt;
  }

  public @Nullable BatchKind batchKind() {
    return batchKind;
  }

  long queuedAtNanos() {
    return queuedAtNanos;
  }

  public long expiresAtNanos() {
    return expiresAtNanos;
  }

  /** The milliseconds that its attempt has left, at least 1. */
  public long leftMillis() {
    return deadline.leftMillis();
  }

  /** The call as a part of a batch. */
  public byte[] part() {
    byte[] encoded = part;
    if (encoded == null) {
      encoded = batchKind == null ? call.bytes() : batchKind.part(call);
      part = encoded;
    }
    return encoded;
  }

  /** Its bytes in the body of a batch, with the comma. */
  int partBytes() {
    return part().length + 1;
  }
}
