package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Rejected;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits Novu's response to a batch into an outcome for each call. For a call that failed, the
 * response contains a message and no status; that call is sent again alone. Pure.
 */
public final class BatchResults {

  private BatchResults() {}

  /** Whether Novu refused the batch as a whole, without an effect. */
  public static boolean isRefusal(NovuResponse response) {
    return ResponseRules.of(response) instanceof Rejected;
  }

  /**
   * The outcome of each call of a batch, in their order.
   *
   * @return empty for a call that must be sent again alone
   */
  public static List<Optional<CallOutcome>> of(
      BatchKind kind, List<NovuCall> calls, NovuResponse response) {
    if (isRefusal(response)) {
      return calls.stream().map(call -> Optional.<CallOutcome>empty()).toList();
    }
    DeliveryResult result = ResponseRules.of(response);
    if (!result.isDelivered()) {
      return failed(calls, result, response);
    }
    List<Optional<CallOutcome>> outcomes =
        kind == BatchKind.TRIGGERS ? triggers(calls, response) : subscribers(calls, response);
    return outcomes == null ? failed(calls, ResponseRules.notNovu(response), response) : outcomes;
  }

  /** The outcome of each call of a batch that got no response. */
  public static List<Optional<CallOutcome>> ofNoResponse(List<NovuCall> calls, Retryable outcome) {
    return each(calls, outcome, null);
  }

  /**
   * After a failure the outcome of every call is unknown: Novu may have processed some of them.
   * Each waits as after a lost response and costs no attempt, because the response was not about it
   * alone.
   */
  private static List<Optional<CallOutcome>> failed(
      List<NovuCall> calls, DeliveryResult result, NovuResponse response) {
    if (!(result instanceof Retryable failure)) {
      return each(calls, result, response);
    }
    Duration delay = failure.notBefore();
    var unknown =
        new Retryable(
            failure.status(),
            "In a call for " + calls.size() + " events: " + failure.message(),
            delay.compareTo(StatusRule.OUTCOME_UNKNOWN_PAUSE) < 0
                ? StatusRule.OUTCOME_UNKNOWN_PAUSE
                : delay,
            NextKey.REUSE);
    return each(calls, unknown, response);
  }

  private static List<Optional<CallOutcome>> each(
      List<NovuCall> calls, DeliveryResult result, @Nullable NovuResponse response) {
    var batch = new Object();
    return calls.stream()
        .map(call -> Optional.of(new CallOutcome(result, call, response, batch)))
        .toList();
  }

  /** {@code data} is a list in the order of the calls; null if it is not. */
  private static @Nullable List<Optional<CallOutcome>> triggers(
      List<NovuCall> calls, NovuResponse response) {
    JsonNode data = response.json().path("data");
    if (!data.isArray() || data.size() != calls.size()) {
      return null;
    }
    ResponseHead head = ResponseHead.of(response.status());
    List<Optional<CallOutcome>> outcomes = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      JsonNode each = data.get(i);
      JsonNode transaction = each.path("transactionId");
      if (!each.path("status").isTextual()
          || (transaction.isTextual() && !transaction.textValue().equals(calls.get(i).id()))) {
        return null;
      }
      boolean failed = each.path("status").textValue().equals("error");
      outcomes.add(failed ? Optional.empty() : Optional.of(part(calls.get(i), head, each)));
    }
    return outcomes;
  }

  /** {@code data} names the subscribers that were created or updated; null if it does not. */
  private static @Nullable List<Optional<CallOutcome>> subscribers(
      List<NovuCall> calls, NovuResponse response) {
    JsonNode data = response.json().path("data");
    if (!data.path("created").isArray() || !data.path("updated").isArray()) {
      return null;
    }
    Set<String> done = new HashSet<>();
    for (String list : List.of("created", "updated")) {
      data.path(list).forEach(each -> done.add(each.path("subscriberId").asText()));
    }
    ResponseHead head = ResponseHead.of(response.status());
    List<Optional<CallOutcome>> outcomes = new ArrayList<>(calls.size());
    for (NovuCall call : calls) {
      ObjectNode subscriber = EventCodec.JSON.createObjectNode().put("subscriberId", call.id());
      outcomes.add(
          done.contains(call.id()) ? Optional.of(part(call, head, subscriber)) : Optional.empty());
    }
    return outcomes;
  }

  private static CallOutcome part(NovuCall call, ResponseHead head, JsonNode data) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.set("data", data);
    return CallOutcome.of(call, NovuResponse.ofPart(head, json));
  }
}
