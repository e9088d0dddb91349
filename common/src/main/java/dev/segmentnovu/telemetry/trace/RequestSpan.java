package dev.segmentnovu.telemetry.trace;

import org.jspecify.annotations.Nullable;

/** A request to ingest, from its head to the end of its response. */
public interface RequestSpan {

  /** The span of a request that is not traced. */
  RequestSpan NONE = NoTrace.INSTANCE;

  /** The span as a {@code traceparent}, for log lines; null for {@link #NONE}. */
  @Nullable String context();

  /**
   * Begins the span of an enqueue.
   *
   * @param source the name of the source
   * @param events how many events are enqueued
   */
  SendSpan send(String source, int events);

  /**
   * Ends the span.
   *
   * @param route the route with the names of its parameters; null if no route takes the path
   * @param status the status of the response
   * @param error why the client did not get the response; null if it got one
   */
  void end(@Nullable String route, int status, @Nullable String error);
}
