package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts JSON to the library's values and back. JSON's null is the library's {@code NULL_VALUE};
 * Java's null is JSONata's undefined.
 */
final class LibraryValues {

  /** Results that nest deeper could not be written as JSON. */
  private static final int MAX_DEPTH = 500;

  /** With this, the budget allows about the 512 KB that Novu accepts. */
  private static final int CHARS_PER_UNIT = 4;

  /** JavaScript writes larger numbers with an exponent. */
  private static final int MAX_PLAIN_DIGITS = 21;

  private LibraryValues() {}

  /** A list that reports when the library adds to it, which it does to empty lists. */
  private static final class ObservedList extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;

    private final transient Runnable onChange;

    ObservedList(Collection<Object> elements, Runnable onChange) {
      super(elements);
      this.onChange = onChange;
    }

    @Override
    public boolean add(Object element) {
      onChange.run();
      return super.add(element);
    }
  }

  /**
   * Converts {@code node} to the library's form.
   *
   * @param onChange called when the library changes the result
   */
  static Object fromJson(JsonNode node, Runnable onChange) {
    if (node instanceof ObjectNode object) {
      Map<String, Object> map = new LinkedHashMap<>();
      object
          .properties()
          .forEach(member -> map.put(member.getKey(), fromJson(member.getValue(), onChange)));
      return map;
    }
    if (node instanceof ArrayNode array) {
      List<Object> list = new ArrayList<>(array.size());
      array.forEach(element -> list.add(fromJson(element, onChange)));
      return new ObservedList(list, onChange);
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNumber() ? number(node) : Jsonata.NULL_VALUE;
  }

  private static Number number(JsonNode node) {
    if (node.isInt()) {
      return node.intValue();
    }
    if (node.isLong()) {
      return node.longValue();
    }
    double value = node.doubleValue();
    return node.isBigDecimal() && Double.isFinite(value) && isWrittenAs(value, node.decimalValue())
        ? value
        : new ExactNumber(node);
  }

  /** Whether {@code value} is written exactly as {@code exact}, with the same trailing zeros. */
  private static boolean isWrittenAs(double value, BigDecimal exact) {
    BigDecimal written = BigDecimal.valueOf(value);
    return written.scale() == exact.scale() && written.compareTo(exact) == 0;
  }

  /**
   * Converts a value of the library to JSON.
   *
   * @param value not undefined
   * @throws EvaluationBudget.ExceededException if it is no JSON, nests too deep or is too large
   */
  static JsonNode toJson(Object value, EvaluationBudget budget) {
    return toJson(value, budget, 0);
  }

  private static JsonNode toJson(@Nullable Object value, EvaluationBudget budget, int depth) {
    budget.spend(1);
    if (depth > MAX_DEPTH) {
      throw new EvaluationBudget.ExceededException(
          "gives a value that nests deeper than " + MAX_DEPTH);
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = EventCodec.JSON.createObjectNode();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        String name = String.valueOf(member.getKey());
        budget.spend(name.length() / CHARS_PER_UNIT);
        object.set(name, toJson(member.getValue(), budget, depth + 1));
      }
      return object;
    }
    if (value instanceof Collection<?> list) {
      ArrayNode array = EventCodec.JSON.createArrayNode();
      list.forEach(element -> array.add(toJson(element, budget, depth + 1)));
      return array;
    }
    if (value instanceof String text) {
      budget.spend(text.length() / CHARS_PER_UNIT);
      return TextNode.valueOf(text);
    }
    if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value == null || value == Jsonata.NULL_VALUE) {
      return NullNode.getInstance();
    }
    throw new EvaluationBudget.ExceededException("gives a function, which is not JSON");
  }

  private static JsonNode number(Number number) {
    if (number instanceof ExactNumber exact) {
      return exact.node();
    }
    if (number instanceof Integer whole) {
      return IntNode.valueOf(whole);
    }
    if (number instanceof Long whole) {
      return LongNode.valueOf(whole);
    }
    if (!Double.isFinite(number.doubleValue())) {
      throw new EvaluationBudget.ExceededException("gives a number that JSON cannot write");
    }
    BigDecimal written = BigDecimal.valueOf(number.doubleValue());
    // like JavaScript: 12345678901234567000, and with an exponent from 1.2E+21 on
    boolean plain =
        written.scale() < 0 && written.precision() - written.scale() <= MAX_PLAIN_DIGITS;
    return DecimalNode.valueOf(plain ? written.setScale(0) : written);
  }
}
