package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call. The outcome of the last call of an attempt is that of the attempt.
 *
 * @param result what the outcome means for the event
 * @param call the call as it is when it is sent alone
 * @param response Novu's response, or null if there was none; for a call in a batch, the part about
 *     this call, or the whole response if there is no such part
 * @param batch identifies the batch that failed or was lost as a whole: the same object for all its
 *     calls; null otherwise
 */
public record CallOutcome(
    DeliveryResult result, NovuCall call, @Nullable NovuResponse response, @Nullable Object batch) {

  /** The outcome of a call that was sent alone. */
  public CallOutcome(DeliveryResult result, NovuCall call, @Nullable NovuResponse response) {
    this(result, call, response, null);
  }

  /** The outcome of a call with a response of its own. */
  public static CallOutcome of(NovuCall call, NovuResponse response) {
    return new CallOutcome(ResponseRules.of(call, response), call, response);
  }

  /** Whether Novu responded to this call with this status. */
  public boolean hasStatus(int status) {
    return batch == null && response != null && response.status() == status;
  }

  /** Whether the errors of the response name {@code code}. */
  public boolean hasError(String code) {
    return batch == null
        && response != null
        && response.json().path("errors").toString().contains(code);
  }

  /** {@code data} of the response, or a missing node. */
  public JsonNode data() {
    return response == null ? MissingNode.getInstance() : response.json().path("data");
  }
}
