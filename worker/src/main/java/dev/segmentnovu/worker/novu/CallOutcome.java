package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call.
 *
 * @param reply Novu's answer, or null if there was none
 * @param failure what it comes to, where that does not depend on what was asked; null where the
 *     reply says it
 * @param sharedIn what is the same for all calls that were made in one, and for no others; null for
 *     a call that was made alone
 */
record CallOutcome(
    NovuCall call,
    @Nullable NovuResponse reply,
    @Nullable DeliveryResult failure,
    @Nullable Object sharedIn) {

  /** To a call that was made alone, or not at all. */
  CallOutcome(NovuCall call, @Nullable NovuResponse reply, @Nullable DeliveryResult failure) {
    this(call, reply, failure, null);
  }

  boolean hasStatus(int status) {
    return failure == null && reply != null && reply.status() == status;
  }

  /** Whether the answer's errors name {@code code}. */
  boolean says(String code) {
    return failure == null
        && reply != null
        && reply.json().path("errors").toString().contains(code);
  }

  /** {@code data} of the answer, or a missing node. */
  JsonNode data() {
    return reply == null ? MissingNode.getInstance() : reply.json().path("data");
  }

  Delivery with(Function<NovuResponse, DeliveryResult> outcome) {
    if (failure != null) {
      return new Delivery(failure, call, reply, sharedIn);
    }
    if (reply == null) {
      throw new IllegalStateException("An answer has a reply or a failure");
    }
    return new Delivery(outcome.apply(reply), call, reply, sharedIn);
  }
}
