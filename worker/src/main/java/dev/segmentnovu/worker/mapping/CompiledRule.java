package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import dev.segmentnovu.worker.mapping.expression.Expression;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import dev.segmentnovu.worker.mapping.expression.Expression.Result;
import dev.segmentnovu.worker.mapping.expression.Subject;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One rule, its expressions compiled. */
final class CompiledRule {

  /** Novu's own bound. */
  private static final int MOST_CONTEXT = 5;

  /** The expressions that make ids, or objects that hold some. */
  private static final Set<String> MAKE_IDS = Set.of("to", "actor", "tenant", "transactionId");

  private static final Set<String> ID_MEMBERS = Set.of("subscriberId", "topicKey", "identifier");

  private final int number;
  private final Mapping.Rule rule;
  private final Map<String, Expression> expressions = new LinkedHashMap<>();

  /**
   * The rule of that number, from 1.
   *
   * @throws IllegalArgumentException if an expression is malformed
   */
  CompiledRule(int number, Mapping.Rule rule) {
    this.number = number;
    this.rule = rule;
    sources(rule)
        .forEach(
            (name, source) -> {
              Compilation compilation = compile(name, source);
              if (compilation instanceof Compilation.Malformed bad) {
                throw new IllegalArgumentException(name() + ", " + name + ": " + bad.problem());
              }
              expressions.put(name, ((Compilation.Ready) compilation).expression());
            });
  }

  /** The expressions a rule has, by name. */
  static Map<String, String> sources(Mapping.Rule rule) {
    Map<String, String> sources = new LinkedHashMap<>();
    put(sources, "when", rule.when());
    put(sources, "to", rule.to());
    put(sources, "payload", rule.payload());
    put(sources, "overrides", rule.overrides());
    put(sources, "actor", rule.actor());
    put(sources, "tenant", rule.tenant());
    put(sources, "context", rule.context());
    put(sources, "transactionId", rule.transactionId());
    return sources;
  }

  /** Compiles the rule's expression {@code name}. */
  static Compilation compile(String name, String source) {
    return MAKE_IDS.contains(name)
        ? Expression.compileIds(source, ID_MEMBERS)
        : Expression.compile(source);
  }

  private static void put(Map<String, String> sources, String name, @Nullable String source) {
    if (source != null) {
      sources.put(name, source);
    }
  }

  /** How people find it: {@code Rule 2 (vip-order)}. */
  String name() {
    return "Rule " + number + " (" + rule.workflow() + ")";
  }

  boolean all() {
    return rule.all();
  }

  boolean matches(Subject subject) throws RuleException {
    if (!expressions.containsKey("when")) {
      return true;
    }
    JsonNode value = evaluate("when", subject);
    return value != null && isTruthy(value);
  }

  /** Adds its trigger for {@code event}. */
  void trigger(Subject subject, SegmentEvent event, Triggers triggers) throws RuleException {
    String transactionId = transactionId(subject);
    boolean added =
        triggers.add(
            "rule " + number + " (" + rule.workflow() + ")",
            new Trigger(
                rule.workflow(),
                to(subject, event, triggers.leftOut()),
                payload(subject, event),
                object("overrides", subject),
                actor(subject, triggers.leftOut()),
                named("tenant", "identifier", subject),
                context(subject),
                transactionId == null ? triggers.ownId(rule.workflow()) : transactionId),
            notAfter(event));
    if (!added) {
      throw new RuleException(
          "transactionId",
          "is that of an earlier trigger of the same event; Novu would drop this one");
    }
  }

  /** By the event's own time: an event that was late to arrive is old when it does. */
  private @Nullable Instant notAfter(SegmentEvent event) {
    return rule.maxAge() == null ? null : event.common().timestamp().plus(rule.maxAge());
  }

  private JsonNode to(Subject subject, SegmentEvent event, List<LeftOut> leftOut)
      throws RuleException {
    if (!expressions.containsKey("to")) {
      return EventCodec.JSON.createObjectNode().put("subscriberId", event.userId());
    }
    JsonNode value = evaluate("to", subject);
    if (value == null) {
      throw new RuleException("to", "gives nothing, so nobody would be reached");
    }
    JsonNode to = Recipients.normalised(value, "to", leftOut);
    String problem = Recipients.problem(to);
    if (problem != null) {
      throw new RuleException("to", problem);
    }
    return to;
  }

  private ObjectNode payload(Subject subject, SegmentEvent event) throws RuleException {
    if (expressions.containsKey("payload")) {
      ObjectNode payload = object("payload", subject);
      return payload == null ? EventCodec.JSON.createObjectNode() : payload;
    }
    boolean hasTraits =
        event instanceof SegmentEvent.Identify || event instanceof SegmentEvent.Group;
    return event.common().whole().get(hasTraits ? "traits" : "properties") instanceof ObjectNode own
        ? own
        : EventCodec.JSON.createObjectNode();
  }

  /** An object; null where the rule has no such expression, or it gives nothing. */
  private @Nullable ObjectNode object(String name, Subject subject) throws RuleException {
    JsonNode value = evaluate(name, subject);
    if (value == null || value instanceof ObjectNode) {
      return (ObjectNode) value;
    }
    throw new RuleException(name, "must give an object, not " + JsonValues.kind(value));
  }

  private @Nullable ObjectNode context(Subject subject) throws RuleException {
    ObjectNode context = object("context", subject);
    if (context != null && (context.isEmpty() || context.size() > MOST_CONTEXT)) {
      throw new RuleException(
          "context", "must give 1 to " + MOST_CONTEXT + " members, not " + context.size());
    }
    return context;
  }

  private @Nullable JsonNode actor(Subject subject, List<LeftOut> leftOut) throws RuleException {
    JsonNode actor = named("actor", "subscriberId", subject);
    return actor instanceof ObjectNode person
        ? ProfileFields.normalised(person, "actor", leftOut)
        : actor;
  }

  /** An id, or an object that has one in {@code member}. */
  private @Nullable JsonNode named(String name, String member, Subject subject)
      throws RuleException {
    JsonNode value = evaluate(name, subject);
    if (value == null) {
      return null;
    }
    JsonNode node =
        value instanceof ObjectNode object
            ? Recipients.withId(object.deepCopy(), member)
            : Recipients.id(value);
    boolean fits =
        node.isTextual() ? !node.textValue().isBlank() : Recipients.hasText(node, member);
    if (!fits) {
      throw new RuleException(name, "must give a text, or an object with the text " + member);
    }
    return node;
  }

  private @Nullable String transactionId(Subject subject) throws RuleException {
    if (!expressions.containsKey("transactionId")) {
      return null;
    }
    JsonNode value = evaluate("transactionId", subject);
    JsonNode id = value == null ? null : Recipients.id(value);
    if (id == null || !id.isTextual() || id.textValue().isBlank()) {
      throw new RuleException(
          "transactionId",
          "must give a text or a whole number, not "
              + (value == null
                  ? "nothing"
                  : value.isTextual() ? "an empty text" : JsonValues.kind(value)));
    }
    return id.textValue();
  }

  /** The value; null where the rule has no such expression, or it gives nothing. */
  private @Nullable JsonNode evaluate(String name, Subject subject) throws RuleException {
    Expression expression = expressions.get(name);
    if (expression == null) {
      return null;
    }
    Result result = expression.evaluate(subject);
    if (result instanceof Result.Failed failed) {
      throw new RuleException(
          failed.position() < 0 ? name : name + " at character " + failed.position(),
          failed.problem());
    }
    return result instanceof Result.Value value ? value.json() : null;
  }

  /** JSONata's own notion, that of its {@code $boolean}. */
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
