package dev.segmentnovu.relay.tracing;

import dev.segmentnovu.telemetry.trace.CallSpan;
import dev.segmentnovu.telemetry.trace.DeliverySpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.URI;

/** A delivery of a trace that is sampled. */
record SampledDelivery(Tracer tracer, Span span) implements DeliverySpan {

  private static final int FIRST_ERROR = 400;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  @Override
  public boolean isRecorded() {
    return true;
  }

  @Override
  public String context() {
    return Keys.traceparent(span);
  }

  @Override
  public CallSpan call(String method, String template, URI novu, int events) {
    SpanBuilder call =
        tracer
            .spanBuilder(method + " " + template)
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Context.root().with(span))
            .setAttribute(Keys.METHOD, method)
            .setAttribute(Keys.TEMPLATE, template)
            .setAttribute(Keys.SERVER, novu.getHost())
            .setAttribute(Keys.PORT, (long) port(novu))
            .setAttribute(Keys.EVENTS, (long) events);
    Span started = call.startSpan();
    return started.getSpanContext().isSampled() ? new SampledCall(started) : CallSpan.NONE;
  }

  private static int port(URI novu) {
    if (novu.getPort() >= 0) {
      return novu.getPort();
    }
    return "https".equals(novu.getScheme()) ? HTTPS_PORT : HTTP_PORT;
  }

  @Override
  public void share(CallSpan call) {
    if (call instanceof SampledCall sampled) {
      sampled.span.addLink(span.getSpanContext());
      span.addLink(sampled.span.getSpanContext());
    }
  }

  @Override
  public void failed(String error) {
    Keys.fail(span, error);
  }

  @Override
  public void end(String outcome) {
    span.setAttribute(Keys.OUTCOME, outcome);
    span.end();
  }

  /** A call of a trace that is sampled. */
  private record SampledCall(Span span) implements CallSpan {
    @Override
    public String traceparent() {
      return Keys.traceparent(span);
    }

    @Override
    public void end(int status) {
      span.setAttribute(Keys.STATUS, (long) status);
      if (status >= FIRST_ERROR) {
        Keys.fail(span, Integer.toString(status));
      }
      span.end();
    }

    @Override
    public void failed(String error) {
      Keys.fail(span, error);
      span.end();
    }
  }
}
