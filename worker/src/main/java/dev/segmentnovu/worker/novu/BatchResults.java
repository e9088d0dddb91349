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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Novu's answer to a call for many says of each. What it says of one that failed is too little
 * to judge by (no status, words only), so that one is asked again alone: the event fares as if it
 * had gone alone from the beginning. Pure.
 */
final class BatchResults {

  /** What became of one part. */
  sealed interface Part {

    /** Novu did it, and would have answered so had it gone alone. */
    record Answered(NovuResponse reply) implements Part {}

    /** Nothing is known that says more than this of the call as a whole. */
    record Failed(DeliveryResult result) implements Part {}

    /** It was not done, and is to be asked again, alone. */
    record Alone() implements Part {}
  }

  private BatchResults() {}

  /** Whether Novu refused the call as a whole, so that nothing was done. */
  static boolean isRefusal(NovuResponse reply) {
    return Outcomes.of(reply) instanceof Rejected;
  }

  /** What became of each of the calls that were made in one, in their order. */
  static List<Part> of(BatchKind kind, List<NovuCall> calls, NovuResponse reply) {
    if (isRefusal(reply)) {
      return calls.stream().<Part>map(call -> new Part.Alone()).toList();
    }
    DeliveryResult result = Outcomes.of(reply);
    if (!(result instanceof DeliveryResult.Delivered)) {
      return failed(calls, result);
    }
    List<Part> parts =
        kind == BatchKind.TRIGGERS ? triggers(calls, reply) : subscribers(calls, reply);
    return parts == null ? failed(calls, Outcomes.notNovu(reply)) : parts;
  }

  /**
   * After a failure nothing is known of any part. Novu may have done some, so each waits as after a
   * call that was lost, and costs no attempt: the answer was not about it.
   */
  private static List<Part> failed(List<NovuCall> calls, DeliveryResult result) {
    DeliveryResult each = result;
    if (result instanceof Retryable failure) {
      Duration pause = failure.notBefore();
      each =
          new Retryable(
              failure.status(),
              "In a call for " + calls.size() + " events: " + failure.message(),
              pause.compareTo(Outcomes.AMBIGUOUS_PAUSE) < 0 ? Outcomes.AMBIGUOUS_PAUSE : pause,
              NextKey.REUSE);
    }
    var failed = new Part.Failed(each);
    return calls.stream().<Part>map(call -> failed).toList();
  }

  /** {@code data} is a list in the order of the parts; null if it is not. */
  private static @Nullable List<Part> triggers(List<NovuCall> calls, NovuResponse reply) {
    JsonNode data = reply.json().path("data");
    if (!data.isArray() || data.size() != calls.size()) {
      return null;
    }
    List<Part> parts = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      JsonNode each = data.get(i);
      JsonNode named = each.path("transactionId");
      if (!each.path("status").isTextual()
          || (named.isTextual() && !named.textValue().equals(calls.get(i).id()))) {
        return null;
      }
      parts.add(
          each.path("status").textValue().equals("error")
              ? new Part.Alone()
              : answered(reply, each));
    }
    return parts;
  }

  /** {@code data} names those that were created or updated; null if it does not. */
  private static @Nullable List<Part> subscribers(List<NovuCall> calls, NovuResponse reply) {
    JsonNode data = reply.json().path("data");
    if (!data.path("created").isArray() || !data.path("updated").isArray()) {
      return null;
    }
    Set<String> done = new HashSet<>();
    for (String list : List.of("created", "updated")) {
      data.path(list).forEach(each -> done.add(each.path("subscriberId").asText()));
    }
    List<Part> parts = new ArrayList<>(calls.size());
    for (NovuCall call : calls) {
      String id = call.id();
      parts.add(
          done.contains(id)
              ? answered(reply, EventCodec.JSON.createObjectNode().put("subscriberId", id))
              : new Part.Alone());
    }
    return parts;
  }

  private static Part answered(NovuResponse reply, JsonNode data) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.set("data", data);
    return new Part.Answered(new NovuResponse(reply.status(), null, false, json, null));
  }
}
