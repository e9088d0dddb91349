package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.worker.novu.NovuRequest;
import java.util.List;

/** What an event means to Novu. */
public sealed interface MappingResult {

  /**
   * Ask these of Novu, one after the other.
   *
   * @param steps at least one
   */
  record Send(List<Step> steps) implements MappingResult {
    public Send {
      steps = List.copyOf(steps);
    }
  }

  /**
   * One of the things to ask of Novu.
   *
   * @param why for people: {@code identify}, {@code rule 2 (vip-order)}, …
   */
  record Step(String why, NovuRequest request) {}

  /**
   * Nothing is to be done, by a rule.
   *
   * @param why the kind of rule, for a counter
   * @param rule which, for people
   */
  record Skip(Why why, String rule) implements MappingResult {}

  /** The kinds of rules by which events are skipped. */
  enum Why {
    /** {@code integrations} of the event. */
    INTEGRATIONS,
    /** No workflow is mapped, and the source skips such events. */
    UNMAPPED,
    /** The type of call means nothing to Novu without a rule. */
    NO_RULE
  }

  /**
   * It cannot be delivered as it is: a dead letter.
   *
   * @param reason a code: {@code unmapped}, {@code invalid}, or {@code mapping} where a rule failed
   * @param message what is wrong and with what
   */
  record Undeliverable(String reason, String message) implements MappingResult {}
}
