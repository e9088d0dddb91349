package dev.segmentnovu.worker.mapping.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The event that expressions are evaluated over, converted once for all of them. Not thread-safe.
 */
public final class ExpressionInput {

  private final ObjectNode event;
  private final Instant now;
  private @Nullable Object values;

  /**
   * The input of one event.
   *
   * @param event it is not changed
   * @param now the value of {@code $now()} and {@code $millis()}. It must be a time of the event
   *     itself, so that a repeated mapping gives the same result
   */
  public ExpressionInput(ObjectNode event, Instant now) {
    this.event = event;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /** The event in the library's form; converted again after the library has changed it. */
  Object values() {
    Object converted = values;
    if (converted == null) {
      converted = LibraryValues.fromJson(event, () -> values = null);
      values = converted;
    }
    return converted;
  }
}
