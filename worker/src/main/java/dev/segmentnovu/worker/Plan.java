package dev.segmentnovu.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** All that is to be asked of Novu for one event, in order. */
final class Plan {

  private final List<String> whys;
  private List<Step> steps;

  /**
   * A plan.
   *
   * @param steps at least one
   */
  Plan(List<Step> steps) {
    this.steps = List.copyOf(steps);
    whys = this.steps.stream().map(Step::why).toList();
  }

  int size() {
    return whys.size();
  }

  /** The request of a step, 0 for the first; not to be asked for after {@link #take}. */
  NovuRequest request(int step) {
    return steps.get(step).request();
  }

  /**
   * The request of a step that is begun now. The only one is asked for once, and kept no longer:
   * many events wait for Novu, and what waits is copied by the garbage collector.
   */
  NovuRequest take(int step) {
    NovuRequest request = request(step);
    if (size() == 1) {
      steps = List.of();
    }
    return request;
  }

  /**
   * What tells this plan from another; only of one that has several steps after {@link #take}. A
   * count of steps alone would lead astray where rules were changed between two attempts: the
   * event's steps are others then, and it begins anew.
   */
  String fingerprint() {
    byte[] text = steps.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
  }

  /** {@code message} about the step after {@code done} others, which it names. */
  String told(int done, String message) {
    if (size() == 1 || done >= size()) {
      return message;
    }
    String before = done == 0 ? "" : ". Done before: " + String.join(", ", whys.subList(0, done));
    return "Step %d of %d, %s: %s%s".formatted(done + 1, size(), whys.get(done), message, before);
  }

  /** Each step and what became of it, when the one after {@code done} others failed. */
  ArrayNode json(int done) {
    ArrayNode array = EventCodec.JSON.createArrayNode();
    for (int i = 0; i < size(); i++) {
      array
          .addObject()
          .put("step", whys.get(i))
          .put("outcome", i < done ? "done" : i == done ? "failed" : "not sent");
    }
    return array;
  }
}
