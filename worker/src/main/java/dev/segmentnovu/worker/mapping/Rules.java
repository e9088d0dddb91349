package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.expression.ExpressionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules of a source, in order. The first rule that matches wins. */
final class Rules {

  private final List<CompiledRule> rules = new ArrayList<>();

  /**
   * Compiles the rules.
   *
   * @throws IllegalArgumentException if an expression is malformed
   */
  Rules(List<Mapping.Rule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      this.rules.add(new CompiledRule(i + 1, rules.get(i)));
    }
  }

  /** Whether the mapping continues with {@code workflows} after the rules. */
  sealed interface Result {

    /** Applies the function of the case that this result is. */
    <T extends @Nullable Object> T match(
        Function<? super Stop, ? extends T> stop,
        Function<? super Continue, ? extends T> proceed,
        Function<? super Failed, ? extends T> failed);

    /** A rule without {@code all} matched: {@code workflows} does not apply. */
    record Stop() implements Result {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Stop, ? extends T> stop,
          Function<? super Continue, ? extends T> proceed,
          Function<? super Failed, ? extends T> failed) {
        return stop.apply(this);
      }
    }

    /** No rule matched, or only rules with {@code all}: {@code workflows} applies too. */
    record Continue() implements Result {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Stop, ? extends T> stop,
          Function<? super Continue, ? extends T> proceed,
          Function<? super Failed, ? extends T> failed) {
        return proceed.apply(this);
      }
    }

    /** A rule could not be applied; {@code message} names the rule and the problem. */
    record Failed(String message) implements Result {
      @Override
      public <T extends @Nullable Object> T match(
          Function<? super Stop, ? extends T> stop,
          Function<? super Continue, ? extends T> proceed,
          Function<? super Failed, ? extends T> failed) {
        return failed.apply(this);
      }
    }
  }

  /** Adds the triggers of the rules that match {@code event}. */
  Result apply(SegmentEvent event, Triggers triggers) {
    if (rules.isEmpty()) {
      return new Result.Continue();
    }
    var input = new ExpressionInput(event.common().whole(), event.common().receivedAt());
    for (CompiledRule rule : rules) {
      try {
        if (rule.matches(input)) {
          rule.addTrigger(input, event, triggers);
          if (!rule.all()) {
            return new Result.Stop();
          }
        }
      } catch (RuleException e) {
        return new Result.Failed(rule.name() + ", " + e.getMessage());
      }
    }
    return new Result.Continue();
  }
}
