package dev.segmentnovu.worker.novu;

import dev.segmentnovu.worker.novu.NovuHttp.Exchanged;
import dev.segmentnovu.worker.novu.Pacing.Made;
import dev.segmentnovu.worker.novu.Pacing.Turn;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of attempts when it is their turn: alone, or several in one. What a shared call
 * leaves open is asked again alone. For one event loop only.
 */
final class NovuCalls implements WaitingCall.Maker {

  private static final Logger LOG = LoggerFactory.getLogger(NovuCalls.class);

  private final NovuHttp http;
  private final Pacing pacing;
  private final Sharing sharing;

  NovuCalls(NovuHttp http, Pacing pacing) {
    this.http = http;
    this.pacing = pacing;
    sharing = new Sharing(http::now);
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

    /** Makes a call when it is its turn. Never fails: no answer is an {@link Answer} too. */
    Future<Answer> call(NovuCall call) {
      var waiting = new WaitingCall(call, attempt, time, bulk(call), NovuCalls.this);
      pacing.await(waiting);
      return waiting.answer();
    }

    private @Nullable Bulk bulk(NovuCall call) {
      Bulk kind = attempt.first() && time.isEnoughForOthers() ? call.bulk() : null;
      return kind != null && sharing.allows(kind) ? kind : null;
    }
  }

  @Override
  public void refused(WaitingCall call, Duration comeAgain) {
    call.answered(new Answer(call.call(), null, new DeliveryResult.Postponed(comeAgain)));
  }

  @Override
  public void make(List<WaitingCall> together, Turn turn) {
    WaitingCall first = together.get(0);
    Bulk kind = first.bulk();
    try {
      if (kind == null || together.size() == 1) {
        alone(first, turn);
      } else {
        shared(kind, together, turn);
      }
    } catch (Throwable thrown) {
      // nothing was sent; the calls would wait for ever, and the room for one would be lost
      LOG.error("{}: a call could not be made, a bug", first.call().path(), thrown);
      var made = new Made(first.call().method(), first.call().path(), null, together.size());
      ended(made, turn, Duration.ZERO, null);
      together.forEach(
          each -> each.answered(new Answer(each.call(), null, NovuHttp.unknown(thrown))));
    }
  }

  private void ended(Made made, Turn turn, Duration took, Pacing.@Nullable Heard heard) {
    try {
      pacing.ended(made, turn, took, heard);
    } catch (Throwable thrown) {
      // the answer counts nevertheless: without it the events would wait for their leases
      LOG.error("{}: what an answer says of the pace was not noted, a bug", made.path(), thrown);
    }
  }

  private void alone(WaitingCall waiting, Turn turn) {
    NovuCall call = waiting.call();
    var made = new Made(call.method(), call.path(), waiting.bulk(), 1);
    sent(made, call.bytes(), waiting.attempt(), waiting.leftMillis(), turn)
        .onSuccess(end -> waiting.answered(new Answer(call, end.reply(), end.failure())));
  }

  private void shared(Bulk kind, List<WaitingCall> together, Turn turn) {
    var made = new Made("POST", kind.path(), kind, together.size());
    byte[] body = kind.body(together.stream().map(WaitingCall::part).toList());
    long millis = together.stream().mapToLong(WaitingCall::leftMillis).min().orElseThrow();
    sent(made, body, together.get(0).attempt(), millis, turn)
        .onSuccess(
            end -> {
              try {
                divided(kind, together, end);
              } catch (Throwable e) {
                LOG.error("{}: an answer could not be divided, a bug", made.path(), e);
                together.forEach(
                    each -> each.answered(new Answer(each.call(), null, NovuHttp.unknown(e))));
              }
            });
  }

  private Future<Exchanged> sent(Made made, byte[] body, Attempt attempt, long millis, Turn turn) {
    String key =
        body.length == 0
            ? null
            : IdempotencyKey.of(http.novu(), made.method(), made.path(), body, attempt);
    return http.send(made.method(), made.path(), body, key, millis)
        .map(
            end -> {
              ended(made, turn, end.took(), end.heard());
              return end;
            });
  }

  /** Tells each what the answer to all says of it. */
  private void divided(Bulk kind, List<WaitingCall> together, Exchanged end) {
    NovuReply reply = end.reply();
    var sharedIn = new Object();
    if (reply == null) {
      together.forEach(
          each -> each.answered(new Answer(each.call(), null, end.failure(), sharedIn)));
      return;
    }
    note(kind, together.size(), reply);
    List<BulkAnswers.Part> parts =
        BulkAnswers.of(kind, together.stream().map(WaitingCall::call).toList(), reply);
    for (int i = 0; i < parts.size(); i++) {
      WaitingCall each = together.get(i);
      if (parts.get(i) instanceof BulkAnswers.Part.Answered answered) {
        each.answered(new Answer(each.call(), answered.reply(), null));
      } else if (parts.get(i) instanceof BulkAnswers.Part.Failed failed) {
        each.answered(new Answer(each.call(), reply, failed.result(), sharedIn));
      } else {
        pacing.await(each.alone());
      }
    }
  }

  private void note(Bulk kind, int events, NovuReply reply) {
    if (!BulkAnswers.isRefusal(reply)) {
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
