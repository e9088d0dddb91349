package dev.segmentnovu.worker.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/**
 * A number that a double would change, such as {@code 12345678901234567000} or {@code 39.950}:
 * exact where it is passed through, a double where it is computed with.
 */
final class ExactNumber extends Number implements Comparable<ExactNumber> {

  private static final long serialVersionUID = 1L;

  /** Powers of ten further out are not written out: there would be no end to the digits. */
  private static final int MOST_SCALE = 400;

  private final transient JsonNode node;
  private final double value;

  ExactNumber(JsonNode node) {
    this.node = node;
    this.value = node.doubleValue();
  }

  /** The number as it came. */
  JsonNode node() {
    return node;
  }

  /** As {@code $string} and {@code &} write it: plain, without trailing zeros. */
  @Override
  public String toString() {
    BigDecimal exact = node.decimalValue();
    if (Math.abs((long) exact.scale()) > MOST_SCALE) {
      return Double.toString(value);
    }
    BigDecimal stripped = exact.stripTrailingZeros();
    return stripped.precision() - stripped.scale() > 21 || stripped.scale() > 21
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
