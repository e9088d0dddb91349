package dev.segmentnovu.worker.novu;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one environment of Novu: the key, the deadline, bounded answers. A call that is over its
 * deadline is cut off, so that a later attempt at the same event never meets it.
 */
public final class NovuHttp {

  /** Novu closes idle connections after 61 s; ours go first. */
  private static final int KEEP_ALIVE_SECONDS = 50;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER_BYTES = 1_048_576;

  private final Vertx vertx;
  private final HttpClient client;
  private final RelayConfig.Novu novu;
  private final LongSupplier nanoTime;
  private final InstantSource clock;

  /**
   * A connection pool of its own.
   *
   * @param connections at most so many at once
   * @param nanoTime as {@link System#nanoTime()}
   * @param clock for a {@code Retry-After} that is a date, where the answer has no {@code Date}
   */
  public NovuHttp(
      Vertx vertx,
      RelayConfig.Novu novu,
      int connections,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.vertx = vertx;
    this.novu = novu;
    this.nanoTime = nanoTime;
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

  RelayConfig.Novu novu() {
    return novu;
  }

  /** Closes all connections. */
  void close() {
    var unused = client.close();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * What came of a call that was sent.
   *
   * @param reply Novu's answer, or null if there was none of use
   * @param failure why there was none; null if there was
   * @param head the answer's head, which may have come without the rest; null if it has not
   * @param took from its sending to its end
   */
  record Exchanged(
      @Nullable NovuResponse reply,
      @Nullable Retryable failure,
      CallPermits.@Nullable ResponseHead head,
      Duration took) {}

  /**
   * Makes a call now. Never fails.
   *
   * @param body may be empty
   * @param key the idempotency key; null where there is no body
   * @param millis how long it may take
   */
  Future<Exchanged> send(
      String method, String path, byte[] body, @Nullable String key, long millis) {
    var state = new InFlight();
    long sentAt = now();
    long timer = vertx.setTimer(millis, unused -> state.cutOff(novu.timeout()));
    // within a future: what is thrown before there is a request is a failure like any other
    Future.succeededFuture()
        .compose(unused -> client.request(options(method, path, key)))
        .recover(failure -> Future.failedFuture(new NotSentException(failure)))
        .compose(
            request -> {
              state.started(request);
              try {
                return request.send(Buffer.buffer(body));
              } catch (Throwable e) {
                // a request that is neither sent nor reset keeps its connection for ever
                var unused = request.reset();
                throw e;
              }
            })
        .compose(
            response -> {
              state.head = new CallPermits.ResponseHead(response.statusCode(), response::getHeader);
              return read(response);
            })
        .onComplete(
            reply -> {
              vertx.cancelTimer(timer);
              state.completed(reply.result(), reply.cause());
            });
    return state
        .promise
        .future()
        .map(reply -> new Exchanged(reply, null, state.head, since(sentAt)))
        .recover(
            failure ->
                Future.succeededFuture(
                    new Exchanged(null, noAnswer(failure), state.head, since(sentAt))));
  }

  private Duration since(long then) {
    return Duration.ofNanos(now() - then);
  }

  private RequestOptions options(String method, String path, @Nullable String key) {
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
    return options;
  }

  private Future<NovuResponse> read(HttpClientResponse response) {
    Promise<NovuResponse> read = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          body.appendBuffer(chunk);
          if (body.length() > MAX_ANSWER_BYTES) {
            read.tryFail("Novu's answer is larger than " + MAX_ANSWER_BYTES + " bytes");
            var unused = response.request().reset();
          }
        });
    response.exceptionHandler(read::tryFail);
    response.endHandler(
        unused -> {
          try {
            read.tryComplete(
                NovuResponse.of(
                    response.statusCode(),
                    RetryAfter.of(
                        response.getHeader("Retry-After"),
                        response.getHeader("Date"),
                        clock.instant()),
                    response.getHeader("Idempotency-Replay"),
                    body.getBytes()));
          } catch (Throwable e) {
            // Vert.x would only log it, and the call would end with its deadline
            read.tryFail(e);
          }
        });
    return read.future();
  }

  private Retryable noAnswer(Throwable failure) {
    Retryable result =
        failure instanceof NotSentException
            ? new Retryable(
                null, Unreachable.message(novu.url(), failure), Duration.ZERO, NextKey.REUSE)
            : unknown(failure);
    return new Retryable(
        null, novu.apiKey().hideIn(result.message()), result.notBefore(), result.key());
  }

  /** A call was sent, and nothing is known of what came of it. */
  static Retryable unknown(Throwable failure) {
    return new Retryable(
        null,
        "Novu did not answer: " + failure.getClass().getSimpleName() + ": " + failure.getMessage(),
        Outcomes.AMBIGUOUS_PAUSE,
        NextKey.REUSE);
  }

  /** The connection was never made: nothing can have happened at Novu. */
  private static final class NotSentException extends Exception {
    private static final long serialVersionUID = 1L;

    NotSentException(Throwable cause) {
      super(cause);
    }
  }

  /** A call on its way, which its deadline may end first. */
  private static final class InFlight {
    final Promise<NovuResponse> promise = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean cut;

    /** The answer's head; null while there is none. */
    private CallPermits.@Nullable ResponseHead head;

    void started(HttpClientRequest started) {
      request = started;
      if (cut) {
        var unused = started.reset();
      }
    }

    void cutOff(Duration timeout) {
      cut = true;
      var late =
          new java.util.concurrent.TimeoutException(
              "no answer within " + timeout.toMillis() + " ms");
      promise.tryFail(request == null ? new NotSentException(late) : late);
      if (request != null) {
        var unused = request.reset();
      }
    }

    void completed(@Nullable NovuResponse reply, @Nullable Throwable failure) {
      if (reply != null) {
        promise.tryComplete(reply);
      } else {
        promise.tryFail(failure == null ? new IllegalStateException("No reply") : failure);
      }
    }
  }
}
