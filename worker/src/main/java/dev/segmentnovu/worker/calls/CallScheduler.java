package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.worker.calls.queue.AttemptDeadline;
import dev.segmentnovu.worker.calls.queue.Categories;
import dev.segmentnovu.worker.calls.queue.CategoryQueue;
import dev.segmentnovu.worker.calls.queue.QueuedCall;
import dev.segmentnovu.worker.calls.queue.ReadyCalls;
import dev.segmentnovu.worker.health.IdempotencyWatch;
import dev.segmentnovu.worker.health.SourceMeters;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when each call of one source is sent, in one worker. A call is queued once, in the queue
 * of its category, until there is a token for it (where Novu or the configuration limits the
 * category) and a call slot (of the concurrency limit). Calls that are ready at the same time and
 * can be sent as one batch are. The scheduler learns from each response whether Novu limits calls
 * and which category a call belongs to.
 */
@EventLoopConfined
public final class CallScheduler {

  private static final Logger LOG = LoggerFactory.getLogger(CallScheduler.class);

  /** More frequent requests get no more tokens. */
  private static final Duration MIN_ASK_INTERVAL = Duration.ofMillis(20);

  private static final Duration DELAY_AFTER_FAILED_ASK = Duration.ofSeconds(1);

  private final Context context;
  private final String source;
  private final RateBudget budget;
  private final Transport transport;
  private final ConcurrencyLimit limit;
  private final ResponseLearner learner;
  private final SourceMeters meters;
  private final CapacitySignal capacity;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  private final Categories categories;
  private final ExpiryTimer expiry;
  private final Map<Integer, Integer> dueUsers = new LinkedHashMap<>();
  private int inFlight;
  private int reportedWaiting;
  private boolean dispatching;
  private boolean closed;

  /** Whether the call that was queued last can join a batch. */
  private boolean lastIsBatchable;

  /**
   * A scheduler without calls.
   *
   * @param limit how many calls and batches may be in flight; learns from them
   * @param ceilings the most calls a second by the configuration, by category; may be empty
   * @param capacity signalled when more users may be claimed
   * @param nanoTime as {@link System#nanoTime()}
   * @param random spreads the requests for tokens of several workers
   */
  public CallScheduler(
      Context context,
      String source,
      RateBudget budget,
      Transport transport,
      ConcurrencyLimit limit,
      Map<String, Double> ceilings,
      IdempotencyWatch idempotency,
      SourceMeters meters,
      CapacitySignal capacity,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.context = context;
    this.source = source;
    this.budget = budget;
    this.transport = transport;
    this.limit = limit;
    categories = new Categories(ceilings, nanoTime, random);
    learner = new ResponseLearner(categories, limit, idempotency, meters);
    this.meters = meters;
    this.capacity = capacity;
    this.nanoTime = nanoTime;
    this.random = random;
    expiry = new ExpiryTimer(context, nanoTime);
    meters.concurrency(limit.current());
  }

  /**
   * Queues a call.
   *
   * @return its outcome, which is {@code Postponed} if it got no permit within its patience; never
   *     fails
   */
  Future<CallOutcome> submit(NovuCall call, Attempt attempt, AttemptDeadline deadline) {
    boolean mayJoinBatch = attempt.first() && deadline.isEnoughForBatch();
    BatchKind kind = mayJoinBatch ? transport.batchKind(call) : null;
    var queued = new QueuedCall(call, attempt, deadline, kind);
    enqueue(queued);
    return queued.outcome();
  }

  private void enqueue(QueuedCall call) {
    if (closed) {
      call.joinQueue(nanoTime.getAsLong());
      call.postpone(Duration.ZERO);
      return;
    }
    CategoryQueue category = categories.of(call.call().path());
    category.add(call);
    expiry.watch(call.expiresAtNanos(), this::expiryReached);
    if (category.isLimited()) {
      ask(category);
    } else {
      lastIsBatchable = call.batchKind() != null && category.readyAlone() < category.ready();
    }
    reportWaiting();
    dispatchSoon();
  }

  /** Calls that arrive in the same turn of the event loop can join one batch. */
  private void dispatchSoon() {
    if (!dispatching) {
      dispatching = true;
      context.runOnContext(unused -> dispatch());
    }
  }

  private void dispatch() {
    dispatching = false;
    expire();
    CategoryQueue next = categories.longestWaiting();
    while (next != null && inFlight < limit.current()) {
      ReadyCalls ready = next.takeReady();
      // null if its tokens fit no call that is left; they are gone now
      if (ready != null) {
        send(ready);
      }
      next = categories.longestWaiting();
    }
    for (CategoryQueue category : categories.all()) {
      category.dropUnusedTokens();
      ask(category);
    }
    reportWaiting();
  }

  private void send(ReadyCalls ready) {
    inFlight++;
    if (!ready.permit().allowsBatch()) {
      lastIsBatchable = false;
    }
    ready.calls().forEach(QueuedCall::leaveQueue);
    transport.send(ready).onSuccess(result -> received(ready, result));
  }

  private void received(ReadyCalls sent, Transport.Result result) {
    try {
      learner.learn(sent, result, inFlight, closed);
    } catch (Throwable thrown) {
      // the response counts nevertheless: else the events would wait until their leases end
      LOG.error(
          "Source {}: the scheduler could not learn from a response because of a bug",
          source,
          thrown);
    }
    inFlight--;
    dispatchSoon();
    for (int i = 0; i < sent.calls().size(); i++) {
      QueuedCall call = sent.calls().get(i);
      Optional<CallOutcome> outcome = result.outcomes().get(i);
      outcome.ifPresentOrElse(call::complete, () -> enqueue(call.alone()));
    }
  }

  private void ask(CategoryQueue category) {
    Ask ask = category.nextAsk(usersDue());
    if (ask == null) {
      return;
    }
    // within a future: after an exception of the client the category must be able to ask again
    Future.succeededFuture()
        .compose(unused -> Future.fromCompletionStage(budget.take(source, ask), context))
        .onComplete(
            grant -> {
              if (grant.succeeded()) {
                granted(category, grant.result());
              } else {
                // no call is sent without a token: without Redis no event could be settled either
                category.askFailed();
                sleep(category, DELAY_AFTER_FAILED_ASK);
              }
            });
  }

  private int usersDue() {
    int due = 0;
    for (int users : dueUsers.values()) {
      due += users;
    }
    return due;
  }

  private void granted(CategoryQueue category, RateBudget.Grant grant) {
    expire();
    Duration pause = category.granted(grant);
    if (!pause.isZero() && category.waitingForTokens() > 0) {
      sleep(category, pause);
    }
    reportWaiting();
    dispatchSoon();
    capacity.signal();
    ask(category);
  }

  private void sleep(CategoryQueue category, Duration time) {
    long nanos = Math.max(time.toNanos(), MIN_ASK_INTERVAL.toNanos());
    // a random part: else the same worker would be first each time
    nanos += (long) (MIN_ASK_INTERVAL.toNanos() * random.nextDouble());
    category.setSleeping(true);
    context
        .owner()
        .setTimer(
            TimeUnit.NANOSECONDS.toMillis(nanos) + 1,
            unused -> {
              category.setSleeping(false);
              ask(category);
            });
  }

  private void expire() {
    if (expiry.isAhead()) {
      return;
    }
    for (CategoryQueue category : categories.all()) {
      List<QueuedCall> expired = category.removeExpired();
      Duration delay = category.delayOfExpired();
      expired.forEach(call -> call.postpone(delay));
    }
  }

  private void expiryReached() {
    expire();
    reportWaiting();
    categories.nextExpiryNanos().ifPresent(at -> expiry.watch(at, this::expiryReached));
  }

  /** How many calls and batches are in flight. */
  public int inFlight() {
    return inFlight;
  }

  /** How many calls and batches may be in flight now. */
  public int concurrency() {
    return limit.current();
  }

  /**
   * How many users may be claimed beyond the concurrency limit: a batch of users while calls join
   * batches; as many as the limit while that is unknown; none while a call waits that must be sent
   * alone.
   */
  public int extraUsers() {
    if (!categories.isAllBatchable()) {
      return 0;
    }
    return lastIsBatchable ? BatchKind.TRIGGERS.most() : limit.current();
  }

  boolean isAllBatchable() {
    return categories.isAllBatchable();
  }

  /** How many more users may be claimed so that none waits long for a token. */
  public int claimAllowance() {
    return categories.claimAllowance();
  }

  /** Notes how many users of a shard could be claimed now. */
  public void usersDue(int shard, int users) {
    dueUsers.put(shard, users);
  }

  /** Whether the budget could not grant all tokens lately. */
  public boolean isShort() {
    return categories.isShort();
  }

  /** Removes all queued calls: their outcome is {@code Postponed}. */
  public void postponeAll(Duration delay) {
    List<QueuedCall> all = categories.removeAll();
    reportWaiting();
    all.forEach(call -> call.postpone(delay));
  }

  /** Postpones all queued calls and all that are submitted later; calls in flight are finished. */
  public void close() {
    if (!closed) {
      closed = true;
      meters.concurrency(-limit.current());
      postponeAll(Duration.ZERO);
    }
  }

  private void reportWaiting() {
    int waiting = categories.waitingForTokens();
    meters.waiting(waiting - reportedWaiting);
    reportedWaiting = waiting;
  }
}
