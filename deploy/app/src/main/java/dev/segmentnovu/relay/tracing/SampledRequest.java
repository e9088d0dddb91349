package dev.segmentnovu.relay.tracing;

import dev.segmentnovu.telemetry.trace.RequestSpan;
import dev.segmentnovu.telemetry.trace.SendSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** A request of a trace that is sampled. */
record SampledRequest(Tracer tracer, Span span, String method) implements RequestSpan {

  private static final int FIRST_SERVER_ERROR = 500;

  @Override
  public String context() {
    return Keys.traceparent(span);
  }

  @Override
  public SendSpan send(String source, int events) {
    SpanBuilder send =
        tracer
            .spanBuilder("send " + source)
            .setSpanKind(SpanKind.PRODUCER)
            .setParent(Context.root().with(span))
            .setAttribute(Keys.MESSAGING_SYSTEM, Keys.REDIS)
            .setAttribute(Keys.OPERATION_NAME, "send")
            .setAttribute(Keys.OPERATION_TYPE, "send")
            .setAttribute(Keys.DESTINATION, source);
    if (events > 1) {
      send.setAttribute(Keys.BATCH_SIZE, (long) events);
    }
    Span started = send.startSpan();
    return started.getSpanContext().isSampled() ? new SampledSend(started) : SendSpan.NONE;
  }

  @Override
  public void end(@Nullable String route, int status, @Nullable String error) {
    if (route != null) {
      span.updateName(method + " " + route);
      span.setAttribute(Keys.ROUTE, route);
    }
    if (error != null) {
      Keys.fail(span, error);
    } else {
      span.setAttribute(Keys.STATUS, (long) status);
      if (status >= FIRST_SERVER_ERROR) {
        Keys.fail(span, Integer.toString(status));
      }
    }
    span.end();
  }

  /** An enqueue of a trace that is sampled. */
  private record SampledSend(Span span) implements SendSpan {
    @Override
    public String context() {
      return Keys.traceparent(span);
    }

    @Override
    public void end(@Nullable String error) {
      if (error != null) {
        Keys.fail(span, error);
      }
      span.end();
    }
  }
}
