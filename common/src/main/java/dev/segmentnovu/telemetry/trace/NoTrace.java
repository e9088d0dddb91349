package dev.segmentnovu.telemetry.trace;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Nothing is traced. One object stands for all spans, so that nothing is allocated. */
enum NoTrace implements Tracing, RequestSpan, SendSpan, DeliverySpan, CallSpan {
  INSTANCE;

  @Override
  public RequestSpan request(HttpServerRequest request) {
    return this;
  }

  @Override
  public DeliverySpan delivery(
      @Nullable String context, String source, String messageId, int attempt) {
    return this;
  }

  @Override
  public SendSpan send(String source, int events) {
    return this;
  }

  @Override
  public @Nullable String context() {
    return null;
  }

  @Override
  public @Nullable String traceparent() {
    return null;
  }

  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  public CallSpan call(String method, String template, URI novu, int events) {
    return this;
  }

  @Override
  public void share(CallSpan call) {}

  @Override
  public void failed(String error) {}

  @Override
  public void end(@Nullable String route, int status, @Nullable String error) {}

  /** Of {@link SendSpan}, and of {@link DeliverySpan}, whose outcome is never null. */
  @Override
  public void end(@Nullable String error) {}

  @Override
  public void end(int status) {}
}
