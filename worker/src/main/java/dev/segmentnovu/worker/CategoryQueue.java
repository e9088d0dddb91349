package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.worker.novu.CallPermits.Permit;
import dev.segmentnovu.worker.novu.QueuedCall;
import dev.segmentnovu.worker.novu.RateLimit;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one category that wait for tokens, in one worker: first come, first served. While
 * one request for tokens is in flight the next gathers; where there are too few it sleeps until
 * there are more. Each goes alone, but for those that one worker of all gathers for a call for
 * many.
 */
@EventLoopConfined
final class CategoryQueue {

  /** Asking more often gets no more tokens. */
  private static final Duration BETWEEN_ASKS = Duration.ofMillis(20);

  /** Who gathers asks so often at least, or another is chosen. */
  private static final Duration STILL_HERE = Duration.ofSeconds(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Users that may wait for a token however slowly tokens come. */
  private static final int FEW = 2;

  /** Who is claimed waits out of turn: a quarter of a second's tokens is enough to have at hand. */
  private static final int PART = 4;

  private record Learnt(RateLimit limit, long token, long answeredAt) {}

  private final CallScheduler.Surroundings at;
  private final String category;
  private final @Nullable Double ceiling;
  private final BiConsumer<List<QueuedCall>, Permit> turns;
  private final IntSupplier due;
  private final Runnable onRoom;

  private final CallQueue waiting;
  private final BatchElection gathering;
  private @Nullable Learnt learnt;

  /** Whether Novu has said if it limits the category. */
  private boolean known;

  private boolean asking;
  private boolean sleeping;

  /** When there are tokens again, as was last said. */
  private Duration comeAgain = Duration.ZERO;

  /** Not all that was wanted was granted within a second before. */
  private long shortUntil;

  private final SecondCounter granted;

  /**
   * None wait.
   *
   * @param ceiling tokens a second at most, or null for no such ceiling
   * @param turns told of each turn, and of who has it
   * @param due how many users may be claimed yet
   * @param onRoom run when fewer wait than before
   */
  CategoryQueue(
      CallScheduler.Surroundings at,
      String category,
      @Nullable Double ceiling,
      BiConsumer<List<QueuedCall>, Permit> turns,
      IntSupplier due,
      Runnable onRoom) {
    this.at = at;
    this.category = category;
    this.ceiling = ceiling;
    this.turns = turns;
    this.due = due;
    this.onRoom = onRoom;
    waiting =
        new CallQueue(at.context().owner(), at.nanoTime(), () -> comeAgain, at.meters()::waiting);
    gathering = new BatchElection(at.nanoTime(), at.random(), waiting);
    granted = new SecondCounter(at.nanoTime());
    shortUntil = now();
  }

  /** The call's turn comes at once, or when there is a token for it, or it is refused. */
  void await(QueuedCall call) {
    if (learnt == null && ceiling == null) {
      turns.accept(List.of(call), known ? Permit.AT_ONCE : Permit.UNKNOWN);
      return;
    }
    boolean shares = call.bulk() == BatchElection.KIND;
    waiting.add(List.of(call), Permit.AT_ONCE, shares ? BatchElection.KIND : null);
    ask();
  }

  /**
   * Novu limits this category, and says how.
   *
   * @param token the number of the last token that the call used up
   */
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

  /** Whether none waits but those that are gathered for one call. */
  boolean isShared() {
    return waiting.isEmpty() || (gathering.isChosen() && waiting.alone() < most());
  }

  /** Whether there were too few tokens lately. */
  boolean isShort() {
    return now() - shortUntil < 0;
  }

  /** How many more users may be claimed, that none has to wait for long; may be below 0. */
  int room() {
    if (waiting.isEmpty() && granted.count() == 0) {
      return Integer.MAX_VALUE;
    }
    // who gathers may have as many again as turned out to share, and finds out so that they do
    return gathering.isChosen()
        ? most() - waiting.alone() + waiting.sharing()
        : most() - waiting.size();
  }

  private int most() {
    return Math.max(FEW, granted.count() / PART);
  }

  /** Refuses all that wait. */
  void turnAway(Duration until) {
    waiting.refuseAll(until);
  }

  private void ask() {
    if (asking || sleeping || waiting.isEmpty()) {
      return;
    }
    BatchBid many = many();
    boolean saves = gathering.isChosen() && many.pays();
    int tokens = saves ? waiting.alone() : waiting.size();
    asking = true;
    var ask = new Ask(category, tokens, many, ceiling, seen());
    // within a future: what the client throws must not leave the queue asking for ever
    Future.succeededFuture()
        .compose(
            unused -> Future.fromCompletionStage(at.budget().take(at.source(), ask), at.context()))
        .onComplete(
            answer -> {
              asking = false;
              if (answer.succeeded()) {
                granted(answer.result(), saves);
              } else {
                // Redis is away: nothing could be settled either
                comeAgain = Duration.ZERO;
                sleep(AFTER_FAILURE);
              }
            });
  }

  /** The call for many to ask for. */
  private BatchBid many() {
    if (learnt == null || ceiling != null || !(isShort() || gathering.isChosen())) {
      return gathering.none();
    }
    RateLimit limit = learnt.limit;
    return gathering.wanted(
        due.getAsInt(), limit.window().multipliedBy(BatchBid.COST).dividedBy(limit.limit()));
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

  private void granted(Grant grant, boolean saves) {
    waiting.refuseLate();
    gathering.told(grant.turn());
    comeAgain = grant.next();
    // what is granted beyond what still waits is dropped: the next answer of Novu makes it good
    List<Runnable> turnsNow = grant.turn() == BatchGrant.MAKE ? many(grant) : each(grant, saves);
    if (!grant.next().isZero()) {
      shortUntil = now() + SECOND;
    }
    if (!grant.next().isZero() && !waiting.isEmpty()) {
      sleep(
          gathering.isChosen() && grant.next().compareTo(STILL_HERE) > 0
              ? STILL_HERE
              : grant.next());
    }
    turnsNow.forEach(Runnable::run);
    onRoom.run();
    ask();
  }

  private List<Runnable> each(Grant grant, boolean saves) {
    granted.add(grant.tokens());
    long token = grant.last() - grant.tokens();
    List<Runnable> turnsNow = new ArrayList<>();
    while (token < grant.last()) {
      CallQueue.Entry entry = waiting.remove(each -> !saves || each.shares() == null);
      if (entry == null) {
        break;
      }
      token++;
      var turn = new Permit(token);
      turnsNow.add(() -> turns.accept(entry.calls(), turn));
    }
    return turnsNow;
  }

  private List<Runnable> many(Grant grant) {
    CallQueue.Entry first = waiting.remove(each -> each.shares() != null);
    if (first == null) {
      return List.of();
    }
    List<QueuedCall> together = waiting.withOthers(first);
    return List.of(() -> turns.accept(together, new Permit(grant.last())));
  }

  private void sleep(Duration time) {
    long nanos = Math.max(time.toNanos(), BETWEEN_ASKS.toNanos());
    // apart from the other workers, or the same would come first each time
    nanos += (long) (BETWEEN_ASKS.toNanos() * at.random().nextDouble());
    sleeping = true;
    at.context()
        .owner()
        .setTimer(
            TimeUnit.NANOSECONDS.toMillis(nanos) + 1,
            unused -> {
              sleeping = false;
              ask();
            });
  }

  private long now() {
    return at.nanoTime().getAsLong();
  }
}
