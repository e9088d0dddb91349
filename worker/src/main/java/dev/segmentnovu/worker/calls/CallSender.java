package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.telemetry.trace.CallSpan;
import dev.segmentnovu.telemetry.trace.DeliverySpan;
import dev.segmentnovu.worker.calls.queue.QueuedCall;
import dev.segmentnovu.worker.calls.queue.ReadyCalls;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.BatchResults;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.IdempotencyKey;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.NovuResponse;
import dev.segmentnovu.worker.novu.http.NoResponseException;
import dev.segmentnovu.worker.novu.http.NovuHttp;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a call alone, or several calls as a batch, and reads the outcome of each. */
@EventLoopConfined
public final class CallSender implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(CallSender.class);

  private final NovuHttp http;
  private final LongSupplier nanoTime;
  private final BatchBackoff backoff;

  /**
   * A sender to one environment of Novu.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public CallSender(NovuHttp http, LongSupplier nanoTime) {
    this.http = http;
    this.nanoTime = nanoTime;
    backoff = new BatchBackoff(nanoTime);
  }

  @Override
  public @Nullable BatchKind batchKind(NovuCall call) {
    BatchKind kind = call.batchKind();
    return kind != null && backoff.allows(kind) ? kind : null;
  }

  @Override
  public Future<Result> send(ReadyCalls ready) {
    List<QueuedCall> calls = ready.calls();
    long sentAtNanos = nanoTime.getAsLong();
    // within a future: an exception must end the calls, or they would wait for ever
    return Future.succeededFuture()
        .compose(unused -> transmit(calls))
        .transform(
            response -> {
              var took = Duration.ofNanos(nanoTime.getAsLong() - sentAtNanos);
              return Future.succeededFuture(
                  response.succeeded()
                      ? received(calls, response.result(), took)
                      : failed(calls, response.cause(), took));
            });
  }

  private Future<NovuResponse> transmit(List<QueuedCall> calls) {
    CallSpan span = begin(calls);
    Future<NovuResponse> response =
        calls.size() == 1 ? sendAlone(calls.get(0), span) : sendBatch(calls, span);
    return span == CallSpan.NONE
        ? response
        : response.onComplete(ended -> end(span, ended.result(), ended.cause()));
  }

  /**
   * Begins the span of a call, below the delivery of the first event that is traced. The other
   * traced events and the call are linked with each other.
   */
  private CallSpan begin(List<QueuedCall> calls) {
    CallSpan span = CallSpan.NONE;
    for (int i = 0; i < calls.size(); i++) {
      DeliverySpan event = calls.get(i).attempt().span();
      if (event.isRecorded() && span != CallSpan.NONE) {
        event.share(span);
      } else if (event.isRecorded()) {
        span = begin(event, calls);
      }
    }
    return span;
  }

  private CallSpan begin(DeliverySpan event, List<QueuedCall> calls) {
    NovuCall call = calls.get(0).call();
    return calls.size() == 1
        ? event.call(call.method(), call.template(), http.novu().url(), 1)
        : event.call("POST", kindOf(calls).path(), http.novu().url(), calls.size());
  }

  private static void end(
      CallSpan span, @Nullable NovuResponse response, @Nullable Throwable failure) {
    if (response != null) {
      span.end(response.head().status());
    } else if (failure == null || failure instanceof NoResponseException) {
      span.failed("no-response");
    } else {
      // without its message, which may repeat what was sent
      span.failed(failure.getClass().getName());
    }
  }

  private Future<NovuResponse> sendAlone(QueuedCall queued, CallSpan span) {
    NovuCall call = queued.call();
    return send(
        call.method(), call.path(), call.bytes(), queued.attempt(), queued.leftMillis(), span);
  }

  private Future<NovuResponse> sendBatch(List<QueuedCall> calls, CallSpan span) {
    BatchKind kind = kindOf(calls);
    byte[] body = kind.body(calls.stream().map(QueuedCall::part).toList());
    long millis = calls.stream().mapToLong(QueuedCall::leftMillis).min().orElseThrow();
    return send("POST", kind.path(), body, calls.get(0).attempt(), millis, span);
  }

  private Future<NovuResponse> send(
      String method, String path, byte[] body, Attempt attempt, long millis, CallSpan span) {
    String key =
        body.length == 0 ? null : IdempotencyKey.of(http.novu(), method, path, body, attempt);
    return http.send(method, path, body, key, millis, span.traceparent());
  }

  private Result received(List<QueuedCall> calls, NovuResponse response, Duration took) {
    try {
      return new Result(took, response.head(), outcomes(calls, response));
    } catch (Throwable thrown) {
      LOG.error(
          "{}: the response could not be read because of a bug",
          calls.get(0).call().path(),
          thrown);
      return failed(calls, thrown, took);
    }
  }

  private List<Optional<CallOutcome>> outcomes(List<QueuedCall> calls, NovuResponse response) {
    if (calls.size() == 1) {
      return List.of(Optional.of(CallOutcome.of(calls.get(0).call(), response)));
    }
    BatchKind kind = kindOf(calls);
    adaptBackoff(kind, calls.size(), response);
    return BatchResults.of(kind, calls.stream().map(QueuedCall::call).toList(), response);
  }

  private static Result failed(List<QueuedCall> calls, Throwable failure, Duration took) {
    if (failure instanceof NoResponseException known) {
      return new Result(took, known.head(), outcomes(calls, known.outcome()));
    }
    LOG.error("{}: a call failed because of a bug", calls.get(0).call().path(), failure);
    return new Result(took, null, outcomes(calls, NovuHttp.unknown(failure)));
  }

  private static List<Optional<CallOutcome>> outcomes(List<QueuedCall> calls, Retryable outcome) {
    return calls.size() == 1
        ? List.of(Optional.of(new CallOutcome(outcome, calls.get(0).call(), null)))
        : BatchResults.ofNoResponse(calls.stream().map(QueuedCall::call).toList(), outcome);
  }

  private void adaptBackoff(BatchKind kind, int size, NovuResponse response) {
    if (!BatchResults.isRefusal(response)) {
      backoff.accepted(kind);
      return;
    }
    Duration pause = backoff.refused(kind);
    if (!pause.isZero()) {
      // without Novu's message, which may repeat what was sent
      LOG.info(
          "{} refused a batch {} of {} calls with {}; each is sent alone, and no batch for {} s",
          http.novu().url(),
          kind.path(),
          size,
          response.status(),
          pause.toSeconds());
    }
  }

  private static BatchKind kindOf(List<QueuedCall> calls) {
    BatchKind kind = calls.get(0).batchKind();
    if (kind == null) {
      throw new IllegalStateException("The calls cannot be sent as a batch");
    }
    return kind;
  }
}
