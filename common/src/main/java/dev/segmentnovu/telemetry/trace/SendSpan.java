package dev.segmentnovu.telemetry.trace;

import org.jspecify.annotations.Nullable;

/** An enqueue: from the first entry to the confirmation by Redis. */
public interface SendSpan {

  /** The span of an enqueue that is not traced. */
  SendSpan NONE = NoTrace.INSTANCE;

  /**
   * What the entries carry: a {@code traceparent} of W3C Trace Context, 55 characters of ASCII;
   * null for {@link #NONE}.
   */
  @Nullable String context();

  /**
   * Ends the span.
   *
   * @param error a short name of what failed; null if Redis confirmed
   */
  void end(@Nullable String error);
}
