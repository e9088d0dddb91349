package dev.segmentnovu.worker;

import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.worker.novu.Pacing.Turn;
import dev.segmentnovu.worker.novu.RateLimit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one category that wait for tokens, in one worker: first come, first served. While
 * one request for tokens is in flight the next gathers; where there are too few it sleeps until
 * there are more. For one event loop only.
 */
final class TokenQueue {

  /** Asking more often gets no more tokens. */
  private static final Duration BETWEEN_ASKS = Duration.ofMillis(20);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LEAST_REFUSAL = Duration.ofMillis(100);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Waiting(int cost, long until, Promise<Turn> turn) {}

  private record Learnt(RateLimit limit, long token, long answeredAt) {}

  private final Pace.Surroundings at;
  private final String category;
  private final @Nullable Double ceiling;
  private final Runnable onRoom;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Learnt learnt;
  private boolean asking;
  private boolean sleeping;

  /** Tokens granted that are too few for the first that waits. */
  private int spare;

  /** Not all that was wanted was granted within a second before. */
  private long shortUntil;

  private long secondBegan;
  private int thisSecond;
  private int lastSecond;

  /**
   * None wait.
   *
   * @param ceiling tokens a second at most, or null for no such ceiling
   * @param onRoom run when fewer wait than before
   */
  TokenQueue(Pace.Surroundings at, String category, @Nullable Double ceiling, Runnable onRoom) {
    this.at = at;
    this.category = category;
    this.ceiling = ceiling;
    this.onRoom = onRoom;
    secondBegan = now();
    shortUntil = secondBegan;
  }

  /** As {@link dev.segmentnovu.worker.novu.Pacing#await}. */
  Future<Turn> await(int cost, Duration patience) {
    if (learnt == null && ceiling == null) {
      return Future.succeededFuture(Turn.AT_ONCE);
    }
    var entry = new Waiting(cost, now() + patience.toNanos(), Promise.promise());
    waiting.add(entry);
    at.meters().waiting(1);
    ask();
    return entry.turn.future();
  }

  /** Novu limits this category, and says how. */
  void learnt(RateLimit limit, long token) {
    if (learnt == null || token >= learnt.token) {
      learnt = new Learnt(limit, token, now());
    }
  }

  /** Novu does not limit this category. */
  void unlimited() {
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
    long seconds = (now() - secondBegan) / SECOND;
    if (seconds > 0) {
      lastSecond = seconds == 1 ? thisSecond : 0;
      thisSecond = 0;
      secondBegan += seconds * SECOND;
    }
    return Math.max(lastSecond, thisSecond);
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    at.meters().waiting(-all.size());
    all.forEach(each -> each.turn.complete(Turn.refused(comeAgain)));
  }

  private void ask() {
    if (asking || sleeping || waiting.isEmpty()) {
      return;
    }
    asking = true;
    int wanted = waiting.stream().mapToInt(Waiting::cost).sum() - spare;
    Future.fromCompletionStage(
            at.budget().take(at.source(), new Ask(category, Math.max(0, wanted), ceiling, seen())),
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
    spare += grant.tokens();
    long token = grant.last() - spare;
    perSecond();
    thisSecond += grant.tokens();
    List<Runnable> turns = new ArrayList<>();
    while (!waiting.isEmpty() && (waiting.peek().cost <= spare || isLate(waiting.peek()))) {
      Waiting first = waiting.poll();
      at.meters().waiting(-1);
      if (isLate(first)) {
        turns.add(() -> refuse(first, grant.next()));
      } else {
        spare -= first.cost;
        token += first.cost;
        var turn = new Turn(token, null);
        turns.add(() -> first.turn.complete(turn));
      }
    }
    if (waiting.isEmpty()) {
      // nobody to keep them for: the next answer of Novu makes them good
      spare = 0;
    }
    if (!grant.next().isZero()) {
      shortUntil = now() + SECOND;
    }
    if (!grant.next().isZero() && !waiting.isEmpty()) {
      sleep(grant.next(), grant.next());
    }
    turns.forEach(Runnable::run);
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
    late.turn.complete(
        Turn.refused(comeAgain.compareTo(LEAST_REFUSAL) < 0 ? LEAST_REFUSAL : comeAgain));
  }

  private boolean isLate(Waiting each) {
    return each.until - now() <= 0;
  }

  private long now() {
    return at.nanoTime().getAsLong();
  }
}
