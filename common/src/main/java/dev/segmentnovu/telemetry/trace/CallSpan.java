package dev.segmentnovu.telemetry.trace;

import org.jspecify.annotations.Nullable;

/** A call to Novu, from its start to the end of its response. */
public interface CallSpan {

  /** The span of a call that is not traced. */
  CallSpan NONE = NoTrace.INSTANCE;

  /** The header {@code traceparent} for Novu; null for {@link #NONE}. */
  @Nullable String traceparent();

  /** Ends the span of a call that has its response. */
  void end(int status);

  /**
   * Ends the span of a call without a whole response.
   *
   * @param error a short name of what failed
   */
  void failed(String error);
}
