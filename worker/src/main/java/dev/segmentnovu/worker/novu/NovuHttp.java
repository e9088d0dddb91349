package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.novu.DeliveryResult.KeyUse;
import dev.segmentnovu.worker.novu.DeliveryResult.Postponed;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
  private final Pacing pacing;

  /**
   * A connection pool of its own.
   *
   * @param connections at most so many at once
   * @param nanoTime as {@link System#nanoTime()}
   * @param pacing when each call may be made
   */
  public NovuHttp(
      Vertx vertx, RelayConfig.Novu novu, int connections, LongSupplier nanoTime, Pacing pacing) {
    this.vertx = vertx;
    this.novu = novu;
    this.pacing = pacing;
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

  /**
   * Begins the calls for one attempt; its deadline counts from now, and moves on while they wait.
   */
  Exchange begin(Attempt attempt, Duration patience) {
    return new Exchange(
        attempt, new Times(nanoTime.getAsLong() + novu.timeout().toNanos(), patience));
  }

  /** What is left of an attempt's time, for all its calls. */
  private static final class Times {
    private long deadline;
    private Duration patience;

    Times(long deadline, Duration patience) {
      this.deadline = deadline;
      this.patience = patience;
    }

    void waited(long nanos) {
      deadline += nanos;
      patience = patience.minusNanos(nanos);
    }
  }

  /** The calls for one attempt at one event. */
  final class Exchange {

    private final Attempt attempt;
    private final Times times;

    private Exchange(Attempt attempt, Times times) {
      this.attempt = attempt;
      this.times = times;
    }

    /** The same exchange, with other idempotency keys. */
    Exchange afresh() {
      return new Exchange(
          new Attempt(
              attempt.eventKey() + "+", attempt.step(), attempt.replays(), attempt.generation()),
          times);
    }

    /** Makes a call when it is its turn. Never fails: no answer is an {@link Answer} too. */
    Future<Answer> call(NovuCall call) {
      long askedAt = nanoTime.getAsLong();
      return pacing
          .await(call, times.patience)
          .compose(
              turn -> {
                times.waited(nanoTime.getAsLong() - askedAt);
                return turn.refused() == null
                    ? made(call, turn)
                    : Future.succeededFuture(new Answer(call, null, new Postponed(turn.refused())));
              });
    }

    private Future<Answer> made(NovuCall call, Pacing.Turn turn) {
      var state = new InFlight();
      long sentAt = nanoTime.getAsLong();
      return send(call, state)
          .onComplete(
              unused ->
                  pacing.ended(
                      call, turn, Duration.ofNanos(nanoTime.getAsLong() - sentAt), state.heard))
          .map(reply -> new Answer(call, reply, null))
          .recover(failure -> Future.succeededFuture(new Answer(call, null, noAnswer(failure))));
    }

    private Future<NovuReply> send(NovuCall call, InFlight state) {
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(times.deadline - nanoTime.getAsLong()));
      long timer = vertx.setTimer(left, unused -> state.cutOff(novu.timeout()));
      client
          .request(options(call))
          .recover(failure -> Future.failedFuture(new NotSentException(failure)))
          .compose(
              request -> {
                state.started(request);
                return request.send(Buffer.buffer(call.bytes()));
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
      return state.promise.future();
    }

    private RequestOptions options(NovuCall call) {
      var options =
          new RequestOptions()
              .setMethod(HttpMethod.valueOf(call.method()))
              .setAbsoluteURI(novu.url() + call.path())
              .setFollowRedirects(false)
              .putHeader("Authorization", "ApiKey " + novu.apiKey().value())
              .putHeader("Accept", "application/json");
      if (call.body() != null) {
        options
            .putHeader("Content-Type", "application/json")
            .putHeader("Idempotency-Key", IdempotencyKey.of(novu, call, attempt));
      }
      return options;
    }
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

  /** What came of a call. Exactly one of {@code reply} and {@code failure} is there. */
  record Answer(NovuCall call, @Nullable NovuReply reply, @Nullable DeliveryResult failure) {

    boolean hasStatus(int status) {
      return reply != null && reply.status() == status;
    }

    /** Whether the answer's errors name {@code code}. */
    boolean says(String code) {
      return reply != null && reply.json().path("errors").toString().contains(code);
    }

    /** {@code data} of the answer, or a missing node. */
    JsonNode data() {
      return reply == null ? MissingNode.getInstance() : reply.json().path("data");
    }

    Delivery with(Function<NovuReply, DeliveryResult> outcome) {
      if (failure != null) {
        return new Delivery(failure, call, null);
      }
      if (reply == null) {
        throw new IllegalStateException("An answer has a reply or a failure");
      }
      return new Delivery(outcome.apply(reply), call, reply);
    }
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
