package dev.segmentnovu.telemetry.trace;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The delivery of an event in one claim. An event that is tried again gets a span for each try. */
public interface DeliverySpan {

  /** The span of a delivery that is not traced. */
  DeliverySpan NONE = NoTrace.INSTANCE;

  /** Whether the delivery is traced. */
  boolean isRecorded();

  /** The span as a {@code traceparent}, for log lines; null for {@link #NONE}. */
  @Nullable String context();

  /**
   * Begins the span of a call to Novu.
   *
   * @param method the HTTP method in capitals
   * @param template the path with placeholders instead of ids, which may be personal data
   * @param novu the address of Novu
   * @param events how many events the call is for
   */
  CallSpan call(String method, String template, URI novu, int events);

  /** Links this delivery and a call that began for another event and carries this one too. */
  void share(CallSpan call);

  /**
   * Notes that the delivery failed.
   *
   * @param error the status of Novu, or a short name of what failed
   */
  void failed(String error);

  /**
   * Ends the span.
   *
   * @param outcome how the delivery ended in this claim
   */
  void end(String outcome);
}
