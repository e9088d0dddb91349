package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the triggers of one event. Novu drops a trigger whose transaction id it has had, so each
 * has its own.
 */
final class Triggers {

  private final String source;
  private final SegmentEvent event;
  private final List<LeftOut> leftOut;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> transactionIds = new HashSet<>();

  /**
   * No triggers yet.
   *
   * @param leftOut takes what rules give that Novu would refuse
   */
  Triggers(String source, SegmentEvent event, List<LeftOut> leftOut) {
    this.source = source;
    this.event = event;
    this.leftOut = leftOut;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }

  List<Step> steps() {
    return steps;
  }

  /** A trigger for one subscriber, with a payload and nothing else. */
  void add(String why, String subscriberId, String workflow, ObjectNode payload) {
    add(why, Trigger.of(subscriberId, workflow, payload, ownId(workflow)), null);
  }

  /**
   * Whether it was added: false if an earlier trigger has its transaction id.
   *
   * @param notAfter when it becomes too old to be sent, or null if never
   */
  boolean add(String why, Trigger trigger, @Nullable Instant notAfter) {
    if (!transactionIds.add(trigger.transactionId())) {
      return false;
    }
    steps.add(new Step(why, trigger, notAfter));
    return true;
  }

  /**
   * The id of the next trigger of {@code workflow} that names none: made of the source, the message
   * id and the workflow, and from the second trigger of one workflow on of a number.
   */
  String ownId(String workflow) {
    String first = source + ":" + event.common().messageId() + ":" + workflow;
    String id = first;
    for (int n = 2; transactionIds.contains(id); n++) {
      id = first + ":" + n;
    }
    return id;
  }
}
