package dev.segmentnovu.sandbox.javascript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** How JSON changes on its way through Node.js and into Novu's database. */
public final class Json {
  private static final long LARGEST_EXACT = 1L << 53;
  private static final double SMALLEST_WITH_EXPONENT = 1e21;

  private Json() {}

  /**
   * Makes each number in {@code json} a double, as JavaScript does: an integer beyond 2^53 loses
   * digits, and a number that is too large becomes null. Changes {@code json} itself.
   *
   * @return {@code json}, or its replacement
   */
  public static JsonNode read(JsonNode json) {
    if (json instanceof ObjectNode object) {
      for (var member : object.properties()) {
        member.setValue(read(member.getValue()));
      }
    } else if (json instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, read(array.get(i)));
      }
    } else if (json.isNumber()) {
      return number(json);
    }
    return json;
  }

  private static JsonNode number(JsonNode json) {
    boolean exact = json.isInt() || (json.isLong() && Math.abs(json.longValue()) <= LARGEST_EXACT);
    if (exact) {
      return json;
    }
    double value = json.doubleValue();
    if (!Double.isFinite(value)) {
      return NullNode.getInstance();
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value));
    if (value == Math.rint(value) && Math.abs(value) < SMALLEST_WITH_EXPONENT) {
      return JsonNodeFactory.instance.numberNode(shortest.toBigInteger());
    }
    return DecimalNode.valueOf(shortest);
  }

  /**
   * The object without the members that are or become {@code {}}: Novu's database layer drops them.
   * Lists stay unchanged.
   *
   * @return {@code object} itself if nothing is dropped
   */
  public static ObjectNode stored(ObjectNode object) {
    if (!hasEmptyObject(object)) {
      return object;
    }
    ObjectNode kept = object.objectNode();
    for (var member : object.properties()) {
      JsonNode value = member.getValue();
      JsonNode stored = value instanceof ObjectNode inner ? stored(inner) : value;
      if (!(stored.isObject() && stored.isEmpty())) {
        kept.set(member.getKey(), stored);
      }
    }
    return kept;
  }

  private static boolean hasEmptyObject(ObjectNode object) {
    for (var member : object.properties()) {
      if (member.getValue() instanceof ObjectNode inner
          && (inner.isEmpty() || hasEmptyObject(inner))) {
        return true;
      }
    }
    return false;
  }
}
