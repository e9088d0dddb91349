package dev.segmentnovu.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that is to be asked of Novu for one event, in order.
 *
 * @param steps at least one
 */
record Plan(List<Step> steps) {

  Plan {
    steps = List.copyOf(steps);
  }

  /**
   * What tells this plan from another. A count of steps alone would lead astray where rules were
   * changed between two attempts: the event's steps are others then, and it begins anew.
   */
  String fingerprint() {
    byte[] text = steps.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
  }

  /** {@code message} about the step after {@code done} others, which it names. */
  String told(int done, String message) {
    if (steps.size() == 1 || done >= steps.size()) {
      return message;
    }
    String before =
        done == 0
            ? ""
            : ". Done before: "
                + steps.subList(0, done).stream().map(Step::why).collect(Collectors.joining(", "));
    return "Step %d of %d, %s: %s%s"
        .formatted(done + 1, steps.size(), steps.get(done).why(), message, before);
  }

  /** Each step and what became of it, when the one after {@code done} others failed. */
  ArrayNode json(int done) {
    ArrayNode array = EventCodec.JSON.createArrayNode();
    for (int i = 0; i < steps.size(); i++) {
      array
          .addObject()
          .put("step", steps.get(i).why())
          .put("outcome", i < done ? "done" : i == done ? "failed" : "not sent");
    }
    return array;
  }
}
