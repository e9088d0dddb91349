package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Functions;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions of the current time. They give the time of the {@link ExpressionInput}, so
 * that a repeated mapping gives the same result. Public because the library calls them by
 * reflection.
 */
public final class TimeFunctions {

  private TimeFunctions() {}

  /** {@code $now}: the time as text, in ISO 8601 unless {@code picture} says otherwise. */
  public static @Nullable String now(@Nullable String picture, @Nullable String timezone) {
    return Functions.dateTimeFromMillis(millis(), picture, timezone);
  }

  /** {@code $millis}: the time in milliseconds since 1970. */
  public static long millis() {
    return EvaluationBudget.current().now().toEpochMilli();
  }
}
