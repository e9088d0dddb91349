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
 * JSON as the library wants it, and back. JSON's null is the library's {@code NULL_VALUE}; Java's
 * null is JSONata's undefined.
 */
final class Values {

  /** Deeper results could not be written as JSON. */
  private static final int DEEPEST = 500;

  /** What Novu takes (512 KB) is about as much as the effort allows. */
  private static final int CHARS_PER_UNIT = 4;

  private static final int PLAIN_DIGITS = 21;

  private Values() {}

  /** A list of the event, which tells when the library adds to it: it does so to empty ones. */
  private static final class WatchedList extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;

    private final transient Runnable onChange;

    WatchedList(Collection<Object> elements, Runnable onChange) {
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
   * {@code node} as the library wants it.
   *
   * @param onChange called when the library changes what it was given
   */
  static Object toLibrary(JsonNode node, Runnable onChange) {
    if (node instanceof ObjectNode object) {
      Map<String, Object> map = new LinkedHashMap<>();
      object
          .properties()
          .forEach(member -> map.put(member.getKey(), toLibrary(member.getValue(), onChange)));
      return map;
    }
    if (node instanceof ArrayNode array) {
      List<Object> list = new ArrayList<>(array.size());
      array.forEach(element -> list.add(toLibrary(element, onChange)));
      return new WatchedList(list, onChange);
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
    return node.isBigDecimal() && Double.isFinite(value) && isWritten(value, node.decimalValue())
        ? value
        : new ExactNumber(node);
  }

  /** Whether {@code value} would be written as {@code exact} is, trailing zeros and all. */
  private static boolean isWritten(double value, BigDecimal exact) {
    BigDecimal written = BigDecimal.valueOf(value);
    return written.scale() == exact.scale() && written.compareTo(exact) == 0;
  }

  /** What the library gave, as JSON; must not be undefined. */
  static JsonNode toJson(Object value, Effort effort) {
    return toJson(value, effort, 0);
  }

  private static JsonNode toJson(@Nullable Object value, Effort effort, int depth) {
    effort.spend(1);
    if (depth > DEEPEST) {
      throw new Effort.ExceededException("gives what nests deeper than " + DEEPEST);
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = EventCodec.JSON.createObjectNode();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        String name = String.valueOf(member.getKey());
        effort.spend(name.length() / CHARS_PER_UNIT);
        object.set(name, toJson(member.getValue(), effort, depth + 1));
      }
      return object;
    }
    if (value instanceof Collection<?> list) {
      ArrayNode array = EventCodec.JSON.createArrayNode();
      list.forEach(element -> array.add(toJson(element, effort, depth + 1)));
      return array;
    }
    if (value instanceof String text) {
      effort.spend(text.length() / CHARS_PER_UNIT);
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
    throw new Effort.ExceededException("gives a function, which is no JSON");
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
      throw new Effort.ExceededException("gives a number that JSON cannot write");
    }
    BigDecimal written = BigDecimal.valueOf(number.doubleValue());
    // as JavaScript writes it: 12345678901234567000, and 1.2E+21 from there on
    boolean plain = written.scale() < 0 && written.precision() - written.scale() <= PLAIN_DIGITS;
    return DecimalNode.valueOf(plain ? written.setScale(0) : written);
  }
}
