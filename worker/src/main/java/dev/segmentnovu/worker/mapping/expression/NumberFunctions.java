package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions whose library versions fail on {@link ExactNumber} or take any time for it.
 * Public because the library calls them by reflection.
 */
public final class NumberFunctions {

  /** More digits than a double has before or after its decimal point. */
  private static final int MAX_DIGITS = 400;

  private NumberFunctions() {}

  /** {@code $round}: rounds half to even. */
  public static @Nullable Number round(@Nullable Number number, @Nullable Number precision) {
    if (number == null || !Utils.isNumeric(number)) {
      return null;
    }
    int scale = precision == null ? 0 : precision.intValue();
    if (Math.abs(scale) > MAX_DIGITS) {
      throw new JException("The second argument of $round must lie between -400 and 400");
    }
    return BigDecimal.valueOf(number.doubleValue())
        .setScale(scale, RoundingMode.HALF_EVEN)
        .doubleValue();
  }

  /** {@code $abs}: the absolute value. */
  public static @Nullable Number abs(@Nullable Number number) {
    if (number == null) {
      return null;
    }
    return number instanceof Integer || number instanceof Long
        ? Math.abs(number.longValue())
        : Math.abs(number.doubleValue());
  }

  /**
   * {@code $sort}: sorts texts or numbers, or any values by the function {@code comparison}.
   *
   * @param comparison null for the natural order
   */
  public static @Nullable List<?> sort(@Nullable List<?> list, @Nullable Object comparison) {
    if (list == null) {
      return null;
    }
    if (comparison != null) {
      return Functions.sort(list, comparison);
    }
    boolean numbers = list.stream().allMatch(Number.class::isInstance);
    if (!numbers && !list.stream().allMatch(String.class::isInstance)) {
      throw new JException("D3070");
    }
    Comparator<Object> natural =
        numbers
            ? Comparator.comparingDouble(number -> ((Number) number).doubleValue())
            : Comparator.comparing(String.class::cast);
    return Functions.sort(list, natural);
  }
}
