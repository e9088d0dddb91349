package dev.segmentnovu.worker.novu;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.CallPermits.Permit;
import dev.segmentnovu.worker.novu.CallPermits.SentCall;
import dev.segmentnovu.worker.novu.NovuHttp.Exchanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of attempts when it is their permit: alone, or several in one. What a shared call
 * leaves open is asked again alone.
 */
@EventLoopConfined
final class NovuCalls implements QueuedCall.Maker {

  private static final Logger LOG = LoggerFactory.getLogger(NovuCalls.class);

  private final NovuHttp http;
  private final CallPermits pacing;
  private final BatchBackoff sharing;

  NovuCalls(NovuHttp http, CallPermits pacing) {
    this.http = http;
    this.pacing = pacing;
    sharing = new BatchBackoff(http::now);
  }

  /**
   * Begins the calls for one attempt; its deadline counts from now, and moves on while they wait.
   */
  Exchange begin(Attempt attempt, Duration patience) {
    return new Exchange(attempt, new AttemptTime(http::now, http.novu().timeout(), patience));
  }

  /** The calls for one attempt at one event. */
  final class Exchange {

    private final Attempt attempt;
    private final AttemptTime time;

    private Exchange(Attempt attempt, AttemptTime time) {
      this.attempt = attempt;
      this.time = time;
    }

    /** The same exchange, with other idempotency keys. */
    Exchange afresh() {
      return new Exchange(
          new Attempt(
              attempt.eventKey() + "+", attempt.step(), attempt.replays(), attempt.generation()),
          time);
    }

    /** Makes a call when it is its permit. Never fails: no answer is an {@link CallOutcome} too. */
    Future<CallOutcome> call(NovuCall call) {
      var waiting = new QueuedCall(call, attempt, time, bulk(call), NovuCalls.this);
      pacing.await(waiting);
      return waiting.answer();
    }

    private @Nullable BatchKind bulk(NovuCall call) {
      BatchKind kind = attempt.first() && time.isEnoughForOthers() ? call.bulk() : null;
      return kind != null && sharing.allows(kind) ? kind : null;
    }
  }

  @Override
  public void refused(QueuedCall call, Duration comeAgain) {
    call.answered(new CallOutcome(call.call(), null, new DeliveryResult.Postponed(comeAgain)));
  }

  @Override
  public void make(List<QueuedCall> together, Permit permit) {
    QueuedCall first = together.get(0);
    BatchKind kind = first.bulk();
    try {
      if (kind == null || together.size() == 1) {
        alone(first, permit);
      } else {
        shared(kind, together, permit);
      }
    } catch (Throwable thrown) {
      // nothing was sent; the calls would wait for ever, and the room for one would be lost
      LOG.error("{}: a call could not be made, a bug", first.call().path(), thrown);
      var made = new SentCall(first.call().method(), first.call().path(), null, together.size());
      ended(made, permit, Duration.ZERO, null);
      together.forEach(
          each -> each.answered(new CallOutcome(each.call(), null, NovuHttp.unknown(thrown))));
    }
  }

  private void ended(
      SentCall made, Permit permit, Duration took, CallPermits.@Nullable ResponseHead head) {
    try {
      pacing.ended(made, permit, took, head);
    } catch (Throwable thrown) {
      // the answer counts nevertheless: without it the events would wait for their leases
      LOG.error("{}: what an answer says of the pace was not noted, a bug", made.path(), thrown);
    }
  }

  private void alone(QueuedCall waiting, Permit permit) {
    NovuCall call = waiting.call();
    var made = new SentCall(call.method(), call.path(), waiting.bulk(), 1);
    sent(made, call.bytes(), waiting.attempt(), waiting.leftMillis(), permit)
        .onSuccess(end -> waiting.answered(new CallOutcome(call, end.reply(), end.failure())));
  }

  private void shared(BatchKind kind, List<QueuedCall> together, Permit permit) {
    var made = new SentCall("POST", kind.path(), kind, together.size());
    byte[] body = kind.body(together.stream().map(QueuedCall::part).toList());
    long millis = together.stream().mapToLong(QueuedCall::leftMillis).min().orElseThrow();
    sent(made, body, together.get(0).attempt(), millis, permit)
        .onSuccess(
            end -> {
              try {
                divided(kind, together, end);
              } catch (Throwable e) {
                LOG.error("{}: an answer could not be divided, a bug", made.path(), e);
                together.forEach(
                    each -> each.answered(new CallOutcome(each.call(), null, NovuHttp.unknown(e))));
              }
            });
  }

  private Future<Exchanged> sent(
      SentCall made, byte[] body, Attempt attempt, long millis, Permit permit) {
    String key =
        body.length == 0
            ? null
            : IdempotencyKey.of(http.novu(), made.method(), made.path(), body, attempt);
    return http.send(made.method(), made.path(), body, key, millis)
        .map(
            end -> {
              ended(made, permit, end.took(), end.head());
              return end;
            });
  }

  /** Tells each what the answer to all says of it. */
  private void divided(BatchKind kind, List<QueuedCall> together, Exchanged end) {
    NovuResponse reply = end.reply();
    var sharedIn = new Object();
    if (reply == null) {
      together.forEach(
          each -> each.answered(new CallOutcome(each.call(), null, end.failure(), sharedIn)));
      return;
    }
    note(kind, together.size(), reply);
    List<BatchResults.Part> parts =
        BatchResults.of(kind, together.stream().map(QueuedCall::call).toList(), reply);
    for (int i = 0; i < parts.size(); i++) {
      QueuedCall each = together.get(i);
      if (parts.get(i) instanceof BatchResults.Part.Answered answered) {
        each.answered(new CallOutcome(each.call(), answered.reply(), null));
      } else if (parts.get(i) instanceof BatchResults.Part.Failed failed) {
        each.answered(new CallOutcome(each.call(), reply, failed.result(), sharedIn));
      } else {
        pacing.await(each.alone());
      }
    }
  }

  private void note(BatchKind kind, int events, NovuResponse reply) {
    if (!BatchResults.isRefusal(reply)) {
      sharing.taken(kind);
      return;
    }
    Duration pause = sharing.refused(kind);
    if (!pause.isZero()) {
      // without its words: they may repeat what was sent
      LOG.info(
          "{} refused a call of {} for {} events with {}; each is sent alone, and none together"
              + " for {} s",
          http.novu().url(),
          kind.path(),
          events,
          reply.status(),
          pause.toSeconds());
    }
  }
}
