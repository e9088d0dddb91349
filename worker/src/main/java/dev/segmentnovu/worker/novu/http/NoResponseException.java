package dev.segmentnovu.worker.novu.http;

import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.ResponseHead;
import org.jspecify.annotations.Nullable;

/** A call to Novu ended without a whole response. */
public final class NoResponseException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Retryable outcome;
  private final transient @Nullable ResponseHead head;

  NoResponseException(Retryable outcome, @Nullable ResponseHead head) {
    super(outcome.message(), null, false, false);
    this.outcome = outcome;
    this.head = head;
  }

  /** What the failure means for the event. */
  public Retryable outcome() {
    return outcome;
  }

  /** The head of the response; null if it did not arrive. */
  public @Nullable ResponseHead head() {
    return head;
  }
}
