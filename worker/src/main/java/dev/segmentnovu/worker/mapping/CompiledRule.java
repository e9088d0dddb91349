package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.expression.Expression;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import dev.segmentnovu.worker.mapping.expression.Expression.Result;
import dev.segmentnovu.worker.mapping.expression.ExpressionInput;
import dev.segmentnovu.worker.mapping.profile.JsonValues;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.mapping.profile.PersonProfile;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One rule with its compiled expressions. Every method may throw {@link RuleException}. */
final class CompiledRule {

  /** Novu's limit. */
  private static final int MAX_CONTEXT_MEMBERS = 5;

  /** The expressions whose value is an id, or objects that hold ids. */
  private static final Set<String> ID_EXPRESSIONS =
      Set.of("to", "actor", "tenant", "transactionId");

  private static final Set<String> ID_MEMBERS = Set.of("subscriberId", "topicKey", "identifier");

  private final int number;
  private final Mapping.Rule rule;
  private final Map<String, Expression> expressions = new LinkedHashMap<>();

  /**
   * Compiles the rule.
   *
   * @param number the rule's place in the configuration, from 1
   * @throws IllegalArgumentException if an expression is malformed
   */
  CompiledRule(int number, Mapping.Rule rule) {
    this.number = number;
    this.rule = rule;
    expressionsOf(rule).forEach((name, text) -> expressions.put(name, compileOrThrow(name, text)));
  }

  private Expression compileOrThrow(String name, String text) {
    return compile(name, text)
        .match(
            Compilation.Compiled::expression,
            malformed -> {
              throw new IllegalArgumentException(name() + ", " + name + ": " + malformed.problem());
            });
  }

  /** The texts of the rule's expressions, by name; those that the rule lacks are absent. */
  static Map<String, String> expressionsOf(Mapping.Rule rule) {
    Map<String, String> texts = new LinkedHashMap<>();
    putIfPresent(texts, "when", rule.when());
    putIfPresent(texts, "to", rule.to());
    putIfPresent(texts, "payload", rule.payload());
    putIfPresent(texts, "overrides", rule.overrides());
    putIfPresent(texts, "actor", rule.actor());
    putIfPresent(texts, "tenant", rule.tenant());
    putIfPresent(texts, "context", rule.context());
    putIfPresent(texts, "transactionId", rule.transactionId());
    return texts;
  }

  private static void putIfPresent(Map<String, String> texts, String name, @Nullable String text) {
    if (text != null) {
      texts.put(name, text);
    }
  }

  /** Compiles the text of the rule's expression {@code name}. */
  static Compilation compile(String name, String text) {
    return ID_EXPRESSIONS.contains(name)
        ? Expression.compileIds(text, ID_MEMBERS)
        : Expression.compile(text);
  }

  /** The rule's name in messages: {@code Rule 2 (vip-order)}. */
  String name() {
    return "Rule " + number + " (" + rule.workflow() + ")";
  }

  /** Whether later rules and {@code workflows} apply too when this rule has matched. */
  boolean all() {
    return rule.all();
  }

  boolean matches(ExpressionInput input) {
    if (!expressions.containsKey("when")) {
      return true;
    }
    JsonNode value = evaluate("when", input);
    return value != null && isTruthy(value);
  }

  /** Adds the rule's trigger for {@code event} to {@code triggers}. */
  void addTrigger(ExpressionInput input, SegmentEvent event, Triggers triggers) {
    String transactionId = transactionId(input);
    boolean added =
        triggers.add(
            "rule " + number + " (" + rule.workflow() + ")",
            new Trigger(
                rule.workflow(),
                to(input, event, triggers.leftOut()),
                payload(input, event),
                evaluateObject("overrides", input),
                actor(input, triggers.leftOut()),
                evaluateId("tenant", "identifier", input),
                context(input),
                transactionId == null
                    ? triggers.defaultTransactionId(rule.workflow())
                    : transactionId),
            notAfter(event));
    if (!added) {
      throw new RuleException(
          "transactionId",
          "is that of an earlier trigger of the same event; Novu would drop this one");
    }
  }

  /** Counts from the event's own timestamp: an event that arrives late may have expired already. */
  private @Nullable Instant notAfter(SegmentEvent event) {
    return rule.maxAge() == null ? null : event.common().timestamp().plus(rule.maxAge());
  }

  private JsonNode to(ExpressionInput input, SegmentEvent event, List<LeftOut> leftOut) {
    if (!expressions.containsKey("to")) {
      return EventCodec.JSON.createObjectNode().put("subscriberId", event.userId());
    }
    JsonNode value = evaluate("to", input);
    if (value == null) {
      throw new RuleException("to", "gives nothing, so nobody would be reached");
    }
    JsonNode to = Recipients.normalize(value, "to", leftOut);
    String problem = Recipients.findProblem(to);
    if (problem != null) {
      throw new RuleException("to", problem);
    }
    return to;
  }

  private ObjectNode payload(ExpressionInput input, SegmentEvent event) {
    if (expressions.containsKey("payload")) {
      ObjectNode payload = evaluateObject("payload", input);
      return payload == null ? EventCodec.JSON.createObjectNode() : payload;
    }
    String member =
        switch (event.type()) {
          case IDENTIFY, GROUP -> "traits";
          case TRACK, PAGE, SCREEN, ALIAS, DELETE -> "properties";
        };
    return event.common().whole().get(member) instanceof ObjectNode own
        ? own
        : EventCodec.JSON.createObjectNode();
  }

  private @Nullable ObjectNode context(ExpressionInput input) {
    ObjectNode context = evaluateObject("context", input);
    if (context != null && (context.isEmpty() || context.size() > MAX_CONTEXT_MEMBERS)) {
      throw new RuleException(
          "context", "must give 1 to " + MAX_CONTEXT_MEMBERS + " members, not " + context.size());
    }
    return context;
  }

  private @Nullable JsonNode actor(ExpressionInput input, List<LeftOut> leftOut) {
    JsonNode actor = evaluateId("actor", "subscriberId", input);
    return actor instanceof ObjectNode person
        ? PersonProfile.normalize(person, "actor", leftOut)
        : actor;
  }

  private @Nullable String transactionId(ExpressionInput input) {
    if (!expressions.containsKey("transactionId")) {
      return null;
    }
    JsonNode value = evaluate("transactionId", input);
    JsonNode id = value == null ? null : Recipients.normalizeId(value);
    if (id == null || !id.isTextual() || id.textValue().isBlank()) {
      throw new RuleException(
          "transactionId",
          "must give a text or a whole number, not "
              + (value == null
                  ? "nothing"
                  : value.isTextual() ? "an empty text" : JsonValues.kindOf(value)));
    }
    return id.textValue();
  }

  /** An object; null if the rule lacks the expression or its value is undefined. */
  private @Nullable ObjectNode evaluateObject(String name, ExpressionInput input) {
    JsonNode value = evaluate(name, input);
    if (value == null || value instanceof ObjectNode) {
      return (ObjectNode) value;
    }
    throw new RuleException(name, "must give an object, not " + JsonValues.kindOf(value));
  }

  /**
   * An id, or an object with an id in {@code member}; null if the rule lacks the expression or its
   * value is undefined.
   */
  private @Nullable JsonNode evaluateId(String name, String member, ExpressionInput input) {
    JsonNode value = evaluate(name, input);
    if (value == null) {
      return null;
    }
    JsonNode node =
        value instanceof ObjectNode object
            ? Recipients.normalizeId(object.deepCopy(), member)
            : Recipients.normalizeId(value);
    boolean valid =
        node.isTextual() ? !node.textValue().isBlank() : Recipients.hasText(node, member);
    if (!valid) {
      throw new RuleException(name, "must give a text, or an object with the text " + member);
    }
    return node;
  }

  /** The value; null if the rule lacks the expression or its value is undefined. */
  private @Nullable JsonNode evaluate(String name, ExpressionInput input) {
    Expression expression = expressions.get(name);
    if (expression == null) {
      return null;
    }
    return expression
        .evaluate(input)
        .match(
            Result.Value::json,
            undefined -> null,
            failed -> {
              throw new RuleException(
                  failed.position() < 0 ? name : name + " at character " + failed.position(),
                  failed.problem());
            });
  }

  /** Whether JSONata's {@code $boolean} gives true for {@code value}. */
  private static boolean isTruthy(JsonNode value) {
    if (value.isArray()) {
      for (JsonNode element : value) {
        if (isTruthy(element)) {
          return true;
        }
      }
      return false;
    }
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.decimalValue().signum() != 0;
      case STRING -> !value.textValue().isEmpty();
      case OBJECT -> !value.isEmpty();
      default -> false;
    };
  }
}
