package dev.segmentnovu.worker.novu.http;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuResponse;
import dev.segmentnovu.worker.novu.RateLimit;
import dev.segmentnovu.worker.novu.ResponseHead;
import dev.segmentnovu.worker.novu.StatusRule;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one environment of Novu, with API key, deadlines and bounded responses. A call is reset
 * at its deadline, so that it cannot overlap with a later attempt for the same event.
 */
public final class NovuHttp {

  /** Shorter than the 61 s after which Novu closes an idle connection. */
  private static final int KEEP_ALIVE_SECONDS = 50;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_RESPONSE_BYTES = 1_048_576;

  private final Vertx vertx;
  private final HttpClient client;
  private final RelayConfig.Novu novu;
  private final InstantSource clock;

  /**
   * A client with a connection pool of its own.
   *
   * @param connections the most connections at the same time
   * @param clock for a {@code Retry-After} that is a date, if the response has no {@code Date}
   */
  public NovuHttp(Vertx vertx, RelayConfig.Novu novu, int connections, InstantSource clock) {
    this.vertx = vertx;
    this.novu = novu;
    this.clock = clock;
    client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setSsl("https".equals(novu.url().getScheme()))
                    .setVerifyHost(true)
                    .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                    .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                    .setDecompressionSupported(false))
            .with(new PoolOptions().setHttp1MaxSize(connections))
            .withConnectHandler(ResponseCodec::install)
            .build();
  }

  /** The environment. */
  public RelayConfig.Novu novu() {
    return novu;
  }

  /** Closes all connections. */
  public void close() {
    var unused = client.close();
  }

  /**
   * Sends a call now.
   *
   * @param body may be empty
   * @param key the idempotency key; null if there is no body
   * @param timeoutMillis how long the call may take
   * @param traceparent the header of that name; null if the call is not traced
   * @return fails with {@link NoResponseException} if there is no whole response
   */
  public Future<NovuResponse> send(
      String method,
      String path,
      byte[] body,
      @Nullable String key,
      long timeoutMillis,
      @Nullable String traceparent) {
    var call = new CallInFlight();
    long timer = vertx.setTimer(timeoutMillis, unused -> call.expire(novu.timeout()));
    // within a future: an exception before the request is created is a failure like any other
    Future.succeededFuture()
        .compose(unused -> client.request(options(method, path, key, traceparent)))
        .recover(failure -> Future.failedFuture(new NotSentException(failure)))
        .compose(
            request -> {
              call.started(request);
              try {
                return request.send(Buffer.buffer(body));
              } catch (Throwable e) {
                // a request that is neither sent nor reset occupies its connection for ever
                var unused = request.reset();
                throw e;
              }
            })
        .compose(
            response -> {
              ResponseHead head = head(response);
              call.head = head;
              return read(response, head);
            })
        .onComplete(
            response -> {
              vertx.cancelTimer(timer);
              call.completed(response.result(), response.cause());
            });
    return call.promise
        .future()
        .recover(
            failure -> Future.failedFuture(new NoResponseException(outcome(failure), call.head)));
  }

  private RequestOptions options(
      String method, String path, @Nullable String key, @Nullable String traceparent) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setAbsoluteURI(novu.url() + path)
            .setFollowRedirects(false)
            .putHeader("Authorization", "ApiKey " + novu.apiKey().value())
            .putHeader("Accept", "application/json");
    if (key != null) {
      options.putHeader("Content-Type", "application/json").putHeader("Idempotency-Key", key);
    }
    if (traceparent != null) {
      options.putHeader("traceparent", traceparent);
    }
    return options;
  }

  private ResponseHead head(HttpClientResponse response) {
    String type = response.getHeader("Content-Type");
    return new ResponseHead(
        response.statusCode(),
        RetryAfter.of(
            response.getHeader("Retry-After"), response.getHeader("Date"), clock.instant()),
        "true".equalsIgnoreCase(response.getHeader("Idempotency-Replay")),
        response.getHeader("Idempotency-Key") != null,
        type != null && type.toLowerCase(Locale.ROOT).contains("json"),
        RateLimit.of(response::getHeader).orElse(null));
  }

  private Future<NovuResponse> read(HttpClientResponse response, ResponseHead head) {
    Promise<NovuResponse> read = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          body.appendBuffer(chunk);
          if (body.length() > MAX_RESPONSE_BYTES) {
            read.tryFail("Novu's response is larger than " + MAX_RESPONSE_BYTES + " bytes");
            var unused = response.request().reset();
          }
        });
    response.exceptionHandler(read::tryFail);
    response.endHandler(
        unused -> {
          try {
            read.tryComplete(NovuResponse.of(head, withoutKey(body.getBytes())));
          } catch (Throwable e) {
            // Vert.x would log it, and the call would wait until its deadline
            read.tryFail(e);
          }
        });
    return read.future();
  }

  /**
   * Proxies and error pages may repeat the request with its headers, and the body is kept with dead
   * letters and deliveries.
   */
  private byte[] withoutKey(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String hidden = novu.apiKey().hideIn(text);
    return hidden.equals(text) ? body : hidden.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Retryable outcome(Throwable failure) {
    Retryable result =
        failure instanceof NotSentException
            ? new Retryable(
                null, Unreachable.message(novu.url(), failure), Duration.ZERO, NextKey.REUSE)
            : unknown(failure);
    return new Retryable(
        null, novu.apiKey().hideIn(result.message()), result.notBefore(), result.key());
  }

  /** The outcome of a call that was sent and got no whole response because of {@code failure}. */
  public static Retryable unknown(Throwable failure) {
    return new Retryable(
        null,
        failure instanceof TimeoutException
            ? "Novu did not answer " + failure.getMessage()
            : "Novu did not answer: "
                + failure.getClass().getSimpleName()
                + ": "
                + failure.getMessage(),
        StatusRule.OUTCOME_UNKNOWN_PAUSE,
        NextKey.REUSE);
  }

  /** There was no connection: Novu cannot have processed the call. */
  private static final class NotSentException extends Exception {
    private static final long serialVersionUID = 1L;

    NotSentException(Throwable cause) {
      super(cause);
    }
  }

  /** A call that waits for its response or its deadline. */
  private static final class CallInFlight {
    final Promise<NovuResponse> promise = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean expired;

    /** The head of the response; null until it arrives. */
    private @Nullable ResponseHead head;

    void started(HttpClientRequest started) {
      request = started;
      if (expired) {
        var unused = started.reset();
      }
    }

    void expire(Duration timeout) {
      expired = true;
      var late = new TimeoutException("within " + timeout.toMillis() + " ms");
      promise.tryFail(request == null ? new NotSentException(late) : late);
      if (request != null) {
        var unused = request.reset();
      }
    }

    void completed(@Nullable NovuResponse response, @Nullable Throwable failure) {
      if (response != null) {
        promise.tryComplete(response);
      } else {
        promise.tryFail(failure == null ? new IllegalStateException("No response") : failure);
      }
    }
  }
}
