package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the triggers of one event. Each has its own transaction id, because Novu drops a trigger
 * whose transaction id it has received before.
 */
final class Triggers {

  private final String source;
  private final SegmentEvent event;
  private final List<LeftOut> leftOut;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> transactionIds = new HashSet<>();

  /**
   * An empty collection.
   *
   * @param leftOut receives the values of rules that Novu would refuse
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

  /** Adds a trigger for one subscriber that has only a payload. */
  void add(String origin, String subscriberId, String workflow, ObjectNode payload) {
    add(origin, Trigger.of(subscriberId, workflow, payload, defaultTransactionId(workflow)), null);
  }

  /**
   * Adds {@code trigger}, unless an earlier one has the same transaction id.
   *
   * @param notAfter when the trigger expires, or null if never
   * @return whether it was added
   */
  boolean add(String origin, Trigger trigger, @Nullable Instant notAfter) {
    if (!transactionIds.add(trigger.transactionId())) {
      return false;
    }
    steps.add(new Step(origin, trigger, notAfter));
    return true;
  }

  /**
   * The transaction id of the next trigger of {@code workflow} if the rule gives none. It consists
   * of the source, the message id and the workflow. From the second trigger of the same workflow
   * on, a number follows.
   */
  String defaultTransactionId(String workflow) {
    String first = source + ":" + event.common().messageId() + ":" + workflow;
    String id = first;
    for (int n = 2; transactionIds.contains(id); n++) {
      id = first + ":" + n;
    }
    return id;
  }
}
