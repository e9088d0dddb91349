package dev.segmentnovu.worker.novu;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.novu.DeliveryResult.KeyUse;
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

  /**
   * A connection pool of its own.
   *
   * @param connections at most so many at once
   * @param nanoTime as {@link System#nanoTime()}
   */
  public NovuHttp(Vertx vertx, RelayConfig.Novu novu, int connections, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.novu = novu;
    this.nanoTime = nanoTime;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl("https".equals(novu.url().getScheme()))
                .setVerifyHost(true)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(connections));
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
   * @param heard the answer's head, which may have come without the rest; null if it has not
   * @param took from its sending to its end
   */
  record Exchanged(
      @Nullable NovuReply reply,
      @Nullable Retryable failure,
      Pacing.@Nullable Heard heard,
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
    client
        .request(options(method, path, key))
        .recover(failure -> Future.failedFuture(new NotSentException(failure)))
        .compose(
            request -> {
              state.started(request);
              return request.send(Buffer.buffer(body));
            })
        .compose(
            response -> {
              state.heard = new Pacing.Heard(response.statusCode(), response::getHeader);
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
        .map(reply -> new Exchanged(reply, null, state.heard, since(sentAt)))
        .recover(
            failure ->
                Future.succeededFuture(
                    new Exchanged(null, noAnswer(failure), state.heard, since(sentAt))));
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

  private static Future<NovuReply> read(HttpClientResponse response) {
    Promise<NovuReply> read = Promise.promise();
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
        unused ->
            read.tryComplete(
                NovuReply.of(
                    response.statusCode(),
                    response.getHeader("Retry-After"),
                    response.getHeader("Idempotency-Replay"),
                    body.getBytes())));
    return read.future();
  }

  private Retryable noAnswer(Throwable failure) {
    boolean sent = !(failure instanceof NotSentException);
    return new Retryable(
        null,
        sent
            ? "Novu did not answer: "
                + failure.getClass().getSimpleName()
                + ": "
                + failure.getMessage()
            : Unreachable.message(novu.url(), failure),
        sent ? Outcomes.AMBIGUOUS_PAUSE : Duration.ZERO,
        KeyUse.SAME);
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
    final Promise<NovuReply> promise = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean cut;

    /** The answer's head; null while there is none. */
    private Pacing.@Nullable Heard heard;

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

    void completed(@Nullable NovuReply reply, @Nullable Throwable failure) {
      if (reply != null) {
        promise.tryComplete(reply);
      } else {
        promise.tryFail(failure == null ? new IllegalStateException("No reply") : failure);
      }
    }
  }
}
