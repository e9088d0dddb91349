package dev.segmentnovu.relay.tracing;

import dev.segmentnovu.telemetry.trace.DeliverySpan;
import dev.segmentnovu.telemetry.trace.RequestSpan;
import dev.segmentnovu.telemetry.trace.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Spans as the conventions of OpenTelemetry for HTTP and messaging name them. The present context
 * of a thread plays no part, because the requests and deliveries of an event loop take turns.
 */
final class OpenTelemetryTracing implements Tracing {

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  /** The methods that a span names; a sender may make up others without end. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private final Tracer tracer;

  OpenTelemetryTracing(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer("dev.segmentnovu.relay");
  }

  @Override
  public RequestSpan request(HttpServerRequest request) {
    String name = request.method().name();
    boolean known = METHODS.contains(name);
    String method = known ? name : "HTTP";
    Span span =
        tracer
            .spanBuilder(method)
            .setSpanKind(SpanKind.SERVER)
            .setParent(W3C.extract(Context.root(), request, Headers.INSTANCE))
            .setAttribute(Keys.METHOD, known ? name : "_OTHER")
            .setAttribute(Keys.SCHEME, request.isSSL() ? "https" : "http")
            .startSpan();
    return span.getSpanContext().isSampled()
        ? new SampledRequest(tracer, span, method)
        : RequestSpan.NONE;
  }

  @Override
  public DeliverySpan delivery(
      @Nullable String context, String source, String messageId, int attempt) {
    if (context == null) {
      return DeliverySpan.NONE;
    }
    Context parent = W3C.extract(Context.root(), context, Entry.INSTANCE);
    if (!Span.fromContext(parent).getSpanContext().isSampled()) {
      return DeliverySpan.NONE;
    }
    Span span =
        tracer
            .spanBuilder("process " + source)
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(parent)
            .setAttribute(Keys.MESSAGING_SYSTEM, Keys.REDIS)
            .setAttribute(Keys.OPERATION_NAME, "process")
            .setAttribute(Keys.OPERATION_TYPE, "process")
            .setAttribute(Keys.DESTINATION, source)
            .setAttribute(Keys.MESSAGE_ID, messageId)
            .setAttribute(Keys.ATTEMPT, (long) attempt)
            .startSpan();
    return span.getSpanContext().isSampled()
        ? new SampledDelivery(tracer, span)
        : DeliverySpan.NONE;
  }

  /** Reads the headers of a request. */
  private enum Headers implements TextMapGetter<HttpServerRequest> {
    INSTANCE;

    @Override
    @SuppressWarnings("deprecation") // the interface still declares it abstract
    public Iterable<String> keys(HttpServerRequest request) {
      return request.headers().names();
    }

    @Override
    public @Nullable String get(@Nullable HttpServerRequest request, String key) {
      return request == null ? null : request.getHeader(key);
    }
  }

  /** Reads what an entry carries. */
  private enum Entry implements TextMapGetter<String> {
    INSTANCE;

    @Override
    @SuppressWarnings("deprecation") // the interface still declares it abstract
    public Iterable<String> keys(String context) {
      return List.of(Keys.TRACEPARENT);
    }

    @Override
    public @Nullable String get(@Nullable String context, String key) {
      return key.equals(Keys.TRACEPARENT) ? context : null;
    }
  }
}
