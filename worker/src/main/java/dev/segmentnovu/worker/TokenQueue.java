package dev.segmentnovu.worker;

import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.worker.novu.Pacing.Turn;
import dev.segmentnovu.worker.novu.RateLimit;
import dev.segmentnovu.worker.novu.WaitingCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one category that wait for tokens, in one worker: first come, first served. While
 * one request for tokens is in flight the next gathers; where there are too few it sleeps until
 * there are more. A call for many costs as many tokens as a hundred alone, so none is made of those
 * that need them. For one event loop only.
 */
final class TokenQueue {

  /** Asking more often gets no more tokens. */
  private static final Duration BETWEEN_ASKS = Duration.ofMillis(20);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LEAST_REFUSAL = Duration.ofMillis(100);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Waiting(WaitingCall call, long until) {}

  private record Learnt(RateLimit limit, long token, long answeredAt) {}

  private final Pace.Surroundings at;
  private final String category;
  private final @Nullable Double ceiling;
  private final BiConsumer<WaitingCall, Turn> turns;
  private final Runnable onRoom;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Learnt learnt;

  /** Whether Novu has said if it limits the category. */
  private boolean known;

  private boolean asking;
  private boolean sleeping;

  /** Not all that was wanted was granted within a second before. */
  private long shortUntil;

  private final PerSecond granted;

  /**
   * None wait.
   *
   * @param ceiling tokens a second at most, or null for no such ceiling
   * @param turns told of each turn
   * @param onRoom run when fewer wait than before
   */
  TokenQueue(
      Pace.Surroundings at,
      String category,
      @Nullable Double ceiling,
      BiConsumer<WaitingCall, Turn> turns,
      Runnable onRoom) {
    this.at = at;
    this.category = category;
    this.ceiling = ceiling;
    this.turns = turns;
    this.onRoom = onRoom;
    granted = new PerSecond(at.nanoTime());
    shortUntil = now();
  }

  /** The call's turn comes at once, or when there is a token for it, or it is refused. */
  void await(WaitingCall call) {
    if (learnt == null && ceiling == null) {
      turns.accept(call, known ? Turn.AT_ONCE : Turn.UNKNOWN);
      return;
    }
    waiting.add(new Waiting(call, now() + call.patience().toNanos()));
    at.meters().waiting(1);
    ask();
  }

  /** Novu limits this category, and says how. */
  void learnt(RateLimit limit, long token) {
    known = true;
    if (learnt == null || token >= learnt.token) {
      learnt = new Learnt(limit, token, now());
    }
  }

  /** Novu does not limit this category. */
  void unlimited() {
    known = true;
    learnt = null;
  }

  int waiting() {
    return waiting.size();
  }

  /** Whether there were too few tokens lately. */
  boolean isShort() {
    return now() - shortUntil < 0;
  }

  /** Whether calls of it wait, or did not long ago. */
  boolean isBusy() {
    return !waiting.isEmpty() || perSecond() > 0;
  }

  /** Tokens that this worker gets in a second. */
  int perSecond() {
    return granted.count();
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    at.meters().waiting(-all.size());
    all.forEach(each -> each.call.refuse(comeAgain));
  }

  private void ask() {
    if (asking || sleeping || waiting.isEmpty()) {
      return;
    }
    asking = true;
    Future.fromCompletionStage(
            at.budget().take(at.source(), new Ask(category, waiting.size(), ceiling, seen())),
            at.context())
        .onComplete(
            answer -> {
              asking = false;
              if (answer.succeeded()) {
                granted(answer.result());
              } else {
                // Redis is away: nothing could be settled either
                sleep(AFTER_FAILURE, LEAST_REFUSAL);
              }
            });
  }

  private void take() {
    waiting.remove();
    at.meters().waiting(-1);
  }

  private @Nullable Seen seen() {
    if (learnt == null) {
      return null;
    }
    RateLimit limit = learnt.limit;
    return new Seen(
        limit.limit(),
        limit.window(),
        limit.burst(),
        limit.remaining(),
        limit.reset(),
        Duration.ofNanos(now() - learnt.answeredAt),
        learnt.token);
  }

  private void granted(Grant grant) {
    // what is granted beyond what still waits is dropped: the next answer of Novu makes it good
    int left = grant.tokens();
    long token = grant.last() - left;
    granted.add(grant.tokens());
    List<Runnable> ended = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Waiting first = waiting.element();
      if (isLate(first)) {
        take();
        ended.add(() -> refuse(first, grant.next()));
        continue;
      }
      if (left == 0) {
        break;
      }
      take();
      left--;
      token++;
      var turn = new Turn(token);
      ended.add(() -> turns.accept(first.call, turn));
    }
    if (!grant.next().isZero()) {
      shortUntil = now() + SECOND;
    }
    if (!grant.next().isZero() && !waiting.isEmpty()) {
      sleep(grant.next(), grant.next());
    }
    ended.forEach(Runnable::run);
    onRoom.run();
    ask();
  }

  /** Sleeps, but not longer than the first of those that wait has patience. */
  private void sleep(Duration time, Duration comeAgain) {
    long nanos = Math.max(time.toNanos(), BETWEEN_ASKS.toNanos());
    // apart from the other workers, or the same would come first each time
    nanos += (long) (BETWEEN_ASKS.toNanos() * at.random().nextDouble());
    for (Waiting each : waiting) {
      nanos = Math.min(nanos, Math.max(0, each.until - now()));
    }
    sleeping = true;
    at.context()
        .owner()
        .setTimer(
            TimeUnit.NANOSECONDS.toMillis(nanos) + 1,
            unused -> {
              sleeping = false;
              List<Waiting> late = waiting.stream().filter(this::isLate).toList();
              waiting.removeAll(late);
              at.meters().waiting(-late.size());
              late.forEach(each -> refuse(each, comeAgain));
              ask();
            });
  }

  private void refuse(Waiting late, Duration comeAgain) {
    late.call.refuse(comeAgain.compareTo(LEAST_REFUSAL) < 0 ? LEAST_REFUSAL : comeAgain);
  }

  private boolean isLate(Waiting each) {
    return each.until - now() <= 0;
  }

  private long now() {
    return at.nanoTime().getAsLong();
  }
}
