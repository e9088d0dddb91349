package dev.segmentnovu.testing;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Push;
import dev.segmentnovu.config.Mapping.Rule;
import dev.segmentnovu.config.Mapping.Unmapped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the mapping of a source: {@code Mappings.mapping().workflow("User Registered",
 * "welcome").build()}. By default an unmapped track becomes a dead letter, custom traits are
 * merged, and device tokens are not sent.
 */
public final class Mappings {

  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, String> workflows = new LinkedHashMap<>();
  private Unmapped unmapped = Unmapped.DEAD_LETTER;
  private CustomTraits customTraits = CustomTraits.MERGE;
  private @Nullable Push push;
  private Duration skipUnchanged = Mapping.SKIP_UNCHANGED;

  private Mappings() {}

  /** A mapping with these workflows alone. */
  public static Mapping of(Map<String, String> workflows) {
    Mappings mapping = mapping();
    workflows.forEach(mapping::workflow);
    return mapping.build();
  }

  /** A mapping without rules and workflows. */
  public static Mappings mapping() {
    return new Mappings();
  }

  /** A rule that triggers {@code workflow} for each event. */
  public static RuleBuilder rule(String workflow) {
    return new RuleBuilder(workflow);
  }

  /** Adds a rule. */
  public Mappings rule(RuleBuilder rule) {
    rules.add(rule.build());
    return this;
  }

  /** Adds rules. */
  public Mappings rules(List<Rule> more) {
    rules.addAll(more);
    return this;
  }

  /** Maps track calls named {@code event} to {@code workflow}. */
  public Mappings workflow(String event, String workflow) {
    workflows.put(event, workflow);
    return this;
  }

  /** Sets what becomes of an unmapped track. */
  public Mappings unmapped(Unmapped policy) {
    unmapped = policy;
    return this;
  }

  /** Sets what becomes of custom traits. */
  public Mappings customTraits(CustomTraits policy) {
    customTraits = policy;
    return this;
  }

  /** Sets the providers of device tokens, of which each may be null. */
  public Mappings push(@Nullable String ios, @Nullable String android) {
    push = new Push(ios, android);
    return this;
  }

  /** Sets how long an unchanged identify is not sent. */
  public Mappings skipUnchanged(Duration lifetime) {
    skipUnchanged = lifetime;
    return this;
  }

  /** The mapping. */
  public Mapping build() {
    return new Mapping(rules, workflows, unmapped, customTraits, push, skipUnchanged);
  }

  /** Builds one rule; the expressions that are not set are null. */
  public static final class RuleBuilder {

    private final String workflow;
    private final Map<String, String> expressions = new LinkedHashMap<>();
    private boolean all;
    private @Nullable Duration maxAge;

    private RuleBuilder(String workflow) {
      this.workflow = workflow;
    }

    /** Sets {@code when}. */
    public RuleBuilder when(String expression) {
      return expression("when", expression);
    }

    /** Sets {@code to}. */
    public RuleBuilder to(String expression) {
      return expression("to", expression);
    }

    /** Sets {@code payload}. */
    public RuleBuilder payload(String expression) {
      return expression("payload", expression);
    }

    /** Sets {@code actor}. */
    public RuleBuilder actor(String expression) {
      return expression("actor", expression);
    }

    /** Sets {@code transactionId}. */
    public RuleBuilder transactionId(String expression) {
      return expression("transactionId", expression);
    }

    /** Sets the expression called {@code name}: {@code when}, {@code to}, {@code tenant}, … */
    public RuleBuilder expression(String name, String expression) {
      expressions.put(name, expression);
      return this;
    }

    /** Lets later rules and {@code workflows} apply too. */
    public RuleBuilder all() {
      all = true;
      return this;
    }

    /** Sets the age from which on the trigger is not sent. */
    public RuleBuilder maxAge(Duration age) {
      maxAge = age;
      return this;
    }

    /** The rule. */
    public Rule build() {
      return new Rule(
          expressions.get("when"),
          workflow,
          expressions.get("to"),
          expressions.get("payload"),
          expressions.get("overrides"),
          expressions.get("actor"),
          expressions.get("tenant"),
          expressions.get("context"),
          expressions.get("transactionId"),
          all,
          maxAge);
    }
  }
}
