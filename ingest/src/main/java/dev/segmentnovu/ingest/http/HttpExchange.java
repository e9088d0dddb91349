package dev.segmentnovu.ingest.http;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.telemetry.trace.RequestSpan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to ingest, from its head to its end. Code that works on a request runs through {@link
 * #run}: whatever it throws, the client gets a response. The exchange releases its permit exactly
 * once, when the response is written or the connection is closed, and not before a pending call of
 * the queue has returned.
 */
@EventLoopConfined
final class HttpExchange {

  private static final String KEY = "relay.exchange";
  private static final byte[] NO_BODY = {};

  /**
   * How long a connection stays open after a last response that preceded the body. A connection
   * that is closed with unread bytes is reset, and a reset can destroy the response on its way.
   */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final RoutingContext context;
  private final Context verticle;
  private final RequestFailures failures;
  private final RequestSpan span;
  private RequestStage stage = RequestStage.HEAD;
  private AdmissionControl.@Nullable Permit permit;
  private byte[] body = NO_BODY;
  private boolean awaitsContinue;
  private boolean closeAfterResponse;
  private boolean ended;

  private HttpExchange(
      RoutingContext context, Context verticle, RequestFailures failures, RequestSpan span) {
    this.context = context;
    this.verticle = verticle;
    this.failures = failures;
    this.span = span;
  }

  /**
   * Creates the exchange of a request whose head has arrived.
   *
   * @param verticle the context on which the exchange continues after a call of the queue
   * @param span of the request; whoever opens the exchange ends it
   */
  static HttpExchange open(
      RoutingContext context, Context verticle, RequestFailures failures, RequestSpan span) {
    var exchange = new HttpExchange(context, verticle, failures, span);
    context.put(KEY, exchange);
    HttpServerRequest request = context.request();
    exchange.awaitsContinue =
        request.getHeader(HttpHeaders.EXPECT) != null && request.version() != HttpVersion.HTTP_1_0;
    return exchange;
  }

  /** The exchange of a request; null if the router refused the request before it opened one. */
  static @Nullable HttpExchange find(RoutingContext context) {
    return context.get(KEY);
  }

  /** The exchange of a request that has one. */
  static HttpExchange of(RoutingContext context) {
    HttpExchange exchange = find(context);
    if (exchange == null) {
      throw new IllegalStateException("The request has no exchange yet");
    }
    return exchange;
  }

  /** Runs a stage of the request. Throws nothing. */
  void run(RequestStage next, Runnable work) {
    RequestStage outer = stage;
    stage = next;
    try {
      failures.enter(next);
      work.run();
    } catch (Throwable thrown) {
      fail(thrown);
    } finally {
      stage = outer;
    }
  }

  /** A handler that runs a stage of the request. */
  <T> Handler<T> handler(RequestStage next, Consumer<T> work) {
    return value -> run(next, () -> work.accept(value));
  }

  /** Answers 500 because the present stage threw. Throws nothing. */
  void fail(Throwable thrown) {
    failures.report(stage, thrown);
    closeAfterResponse |= awaitsContinue;
    failures.respond(context.request(), closeAfterResponse);
  }

  /** Acquires the request's permit; false if the process has too many requests in flight. */
  boolean tryAcquire(AdmissionControl admission) {
    permit = admission.tryAcquire().orElse(null);
    return permit != null;
  }

  /** Acquires capacity for bytes of this request; false if too many bytes are in flight. */
  boolean tryAcquireBytes(int count) {
    if (permit == null) {
      throw new IllegalStateException("The request has no permit");
    }
    return permit.tryAcquireBytes(count);
  }

  /** The span of the request. */
  RequestSpan span() {
    return span;
  }

  /** Stores the body, unpacked. */
  void setBody(byte[] bytes) {
    body = bytes;
  }

  /** The body, unpacked; empty until it is read. */
  byte[] body() {
    return body;
  }

  /**
   * Calls the queue, and continues with its result on the event loop. The permit is retained until
   * then, even if the client disconnects.
   *
   * @param call may throw, and may return a stage that fails; the client gets a 500 then
   */
  <T> void callQueue(Supplier<CompletionStage<T>> call, Consumer<T> onResult) {
    AdmissionControl.Permit retained = permit;
    if (retained != null) {
      retained.retain();
    }
    Future<T> pending;
    try {
      failures.enter(RequestStage.ENQUEUE);
      pending = Future.fromCompletionStage(call.get(), verticle);
    } catch (Throwable thrown) {
      pending = Future.failedFuture(thrown);
    }
    pending.onComplete(
        outcome -> {
          stage = RequestStage.ENQUEUED;
          if (outcome.succeeded()) {
            run(RequestStage.ENQUEUED, () -> onResult.accept(outcome.result()));
          } else {
            fail(outcome.cause());
          }
          if (retained != null) {
            retained.release();
          }
        });
  }

  /** What the client expects before it sends the body; null if nothing. */
  @Nullable String expectation() {
    return awaitsContinue ? context.request().getHeader(HttpHeaders.EXPECT) : null;
  }

  /** Sends {@code 100 Continue} if the client waits for it. */
  void sendContinue() {
    if (awaitsContinue) {
      awaitsContinue = false;
      var unused = context.response().writeContinue().onFailure(disconnected -> {});
    }
  }

  /** Makes the next response the connection's last: what follows on it cannot be read. */
  void closeAfterResponse() {
    closeAfterResponse = true;
  }

  /** Whether the response is written. */
  boolean hasResponded() {
    return context.response().ended();
  }

  /** Writes a response, unless there is one already or the client has disconnected. */
  void respond(IngestResponse response) {
    run(
        RequestStage.RESPONSE,
        () -> {
          HttpServerResponse target = context.response();
          if (!target.ended() && !target.closed()) {
            // a client that awaits 100 may send its body or not: the next request cannot be located
            closeAfterResponse |= awaitsContinue;
            if (closeAfterResponse) {
              target.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            response.writeTo(target);
          }
        });
  }

  /** The connection that the request came on. */
  HttpConnection connection() {
    return context.request().connection();
  }

  /**
   * Ends the exchange: runs {@code listener} and releases the permit. A second call does nothing.
   * What the listener throws does not keep the permit from being released.
   */
  void end(Runnable listener) {
    if (ended) {
      return;
    }
    ended = true;
    runLogged(() -> failures.enter(RequestStage.END));
    runLogged(listener);
    AdmissionControl.Permit acquired = permit;
    if (acquired != null) {
      runLogged(acquired::release);
    }
    if (closeAfterResponse) {
      runLogged(this::closeSoon);
    }
  }

  private void runLogged(Runnable work) {
    try {
      work.run();
    } catch (Throwable thrown) {
      failures.report(RequestStage.END, thrown);
    }
  }

  private void closeSoon() {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      RequestFailures.close(request);
    } else {
      request.endHandler(complete -> RequestFailures.close(request));
      verticle.owner().setTimer(LINGER.toMillis(), timer -> RequestFailures.close(request));
    }
  }
}
