package dev.segmentnovu.telemetry.trace;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans that a trace has in the relay. A trace begins with a request to ingest, or is
 * continued there; the queue carries its context to the worker. Thread-safe, as are all spans.
 */
public interface Tracing {

  /** Records nothing, allocates nothing, and reads no header. */
  Tracing OFF = NoTrace.INSTANCE;

  /**
   * Begins the span of a request to ingest, in the trace that its header {@code traceparent} names,
   * or in a new one.
   *
   * @return {@link RequestSpan#NONE} if the trace is not sampled
   */
  RequestSpan request(HttpServerRequest request);

  /**
   * Begins the span of the delivery of an event, in the trace that its entry carries.
   *
   * @param context the context in the entry; null if it has none
   * @param source the name of the source
   * @param messageId of the event
   * @param attempt the number of this attempt, from 1
   * @return {@link DeliverySpan#NONE} if the entry carries no context of a sampled trace
   */
  DeliverySpan delivery(@Nullable String context, String source, String messageId, int attempt);
}
