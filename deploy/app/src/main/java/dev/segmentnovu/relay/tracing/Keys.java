package dev.segmentnovu.relay.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;

/** The attributes of spans, of which none holds personal data. */
final class Keys {

  static final String TRACEPARENT = "traceparent";

  /** The value of {@link #MESSAGING_SYSTEM}. */
  static final String REDIS = "redis";

  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");
  static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
  static final AttributeKey<Long> BATCH_SIZE =
      AttributeKey.longKey("messaging.batch.message_count");

  /** The number of the attempt, from 1. */
  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("relay.attempt");

  /** How a delivery ended in one claim. */
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("relay.outcome");

  /** How many events a call to Novu is for. */
  static final AttributeKey<Long> EVENTS = AttributeKey.longKey("relay.events");

  private Keys() {}

  /** Notes that what the span stands for failed. */
  static void fail(Span span, String error) {
    span.setAttribute(ERROR, error);
    span.setStatus(StatusCode.ERROR);
  }

  /** The value of {@code traceparent} that makes others continue below {@code span}. */
  static String traceparent(Span span) {
    SpanContext context = span.getSpanContext();
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }
}
