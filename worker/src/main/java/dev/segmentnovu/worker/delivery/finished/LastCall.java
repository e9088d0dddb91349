package dev.segmentnovu.worker.delivery.finished;

import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.NovuResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the call that finished a step: texts only, because the call holds its body.
 *
 * @param workflow of the last trigger of the event; null if there was none
 * @param method the HTTP method
 * @param path from the slash on, ids encoded
 * @param status of Novu's response; null if it is not known
 * @param transactionId of a trigger; null for another call
 */
public record LastCall(
    @Nullable String workflow,
    String method,
    String path,
    @Nullable Integer status,
    @Nullable String transactionId) {

  /** The call of an outcome. */
  public static LastCall of(CallOutcome outcome, @Nullable String workflow) {
    NovuCall call = outcome.call();
    NovuResponse response = outcome.response();
    return new LastCall(
        workflow,
        call.method(),
        call.path(),
        response == null ? null : response.status(),
        call.transactionId());
  }
}
