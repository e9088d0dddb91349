package dev.segmentnovu.worker.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * A number that a double would change, such as {@code 12345678901234567000} or {@code 39.950}. It
 * is exact where an expression passes it on, and a double where the expression computes with it.
 */
final class ExactNumber extends Number implements Comparable<ExactNumber> {

  private static final long serialVersionUID = 1L;

  /** Larger powers of ten are not written in digits: there would be too many. */
  private static final int MAX_SCALE = 400;

  /** JavaScript writes larger numbers with an exponent. */
  private static final int MAX_PLAIN_DIGITS = 21;

  private final transient JsonNode node;
  private final double value;

  ExactNumber(JsonNode node) {
    this.node = node;
    this.value = node.doubleValue();
  }

  /** The number as the event has it. */
  JsonNode node() {
    return node;
  }

  /** The form that {@code $string} and {@code &} write: without exponent and trailing zeros. */
  @Override
  public String toString() {
    BigDecimal exact = node.decimalValue();
    if (Math.abs((long) exact.scale()) > MAX_SCALE) {
      return Double.toString(value);
    }
    BigDecimal stripped = exact.stripTrailingZeros();
    return stripped.precision() - stripped.scale() > MAX_PLAIN_DIGITS
            || stripped.scale() > MAX_PLAIN_DIGITS
        ? stripped.toString().replace("E", "e")
        : stripped.toPlainString();
  }

  @Override
  public int compareTo(ExactNumber other) {
    return node.decimalValue().compareTo(other.node.decimalValue());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactNumber number && compareTo(number) == 0;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(value);
  }

  @Override
  public int intValue() {
    return (int) value;
  }

  @Override
  public long longValue() {
    return (long) value;
  }

  @Override
  public float floatValue() {
    return (float) value;
  }

  @Override
  public double doubleValue() {
    return value;
  }
}
