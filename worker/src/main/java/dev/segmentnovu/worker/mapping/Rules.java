package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.expression.Subject;
import java.util.ArrayList;
import java.util.List;

/** The long form of a mapping: rules in order, the first match wins. */
final class Rules {

  private final List<CompiledRule> rules = new ArrayList<>();

  /**
   * Rules, compiled.
   *
   * @throws IllegalArgumentException if an expression is malformed
   */
  Rules(List<Mapping.Rule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      this.rules.add(new CompiledRule(i + 1, rules.get(i)));
    }
  }

  /** What asking the rules came to. */
  sealed interface Outcome {

    /** A rule matched that lets nothing after it be asked. */
    record Closed() implements Outcome {}

    /** None did, or only such that let others be asked, too. */
    record Open() implements Outcome {}

    /** A rule could not be applied. */
    record Failed(String message) implements Outcome {}
  }

  /** Adds what the rules say of {@code event} to {@code triggers}. */
  Outcome apply(SegmentEvent event, Triggers triggers) {
    if (rules.isEmpty()) {
      return new Outcome.Open();
    }
    var subject = new Subject(event.common().whole(), event.common().receivedAt());
    for (CompiledRule rule : rules) {
      try {
        if (rule.matches(subject)) {
          rule.trigger(subject, event, triggers);
          if (!rule.all()) {
            return new Outcome.Closed();
          }
        }
      } catch (RuleException e) {
        return new Outcome.Failed(rule.name() + ", " + e.getMessage());
      }
    }
    return new Outcome.Open();
  }
}
