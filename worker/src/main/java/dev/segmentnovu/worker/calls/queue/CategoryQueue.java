package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.worker.novu.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queued calls of one category of Novu's rate limit, in one worker, and the limit as far as it
 * is known. If the category is limited, a call can be sent once the shared budget has granted a
 * token. Each call is then sent alone, except in the batch for which the elected worker saves
 * tokens.
 */
@EventLoopConfined
public final class CategoryQueue {

  /** An elected worker asks at least this often, or another worker is elected. */
  private static final Duration ELECTION_KEEPALIVE = Duration.ofSeconds(1);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How many users may wait for a token even if tokens arrive slowly. */
  private static final int MIN_USERS = 2;

  /** Claims users for the tokens of a quarter of a second: a claimed user waits out of order. */
  private static final int CLAIM_DIVISOR = 4;

  /** The shortest delay of a call that was queued for too long. */
  private static final Duration MIN_DELAY = Duration.ofMillis(100);

  /**
   * The limit as a response stated it.
   *
   * @param token the last token that the call used
   */
  private record KnownLimit(RateLimit limit, long token, long receivedAtNanos) {}

  private final String category;
  private final @Nullable Double ceiling;
  private final LongSupplier nanoTime;
  private final CallQueue queue = new CallQueue();
  private final BatchElection election;
  private final SecondCounter granted;
  private final GrantedTokens tokens = new GrantedTokens();
  private @Nullable KnownLimit limit;

  /** Whether a response has said whether Novu limits the category. */
  private boolean limitIsKnown;

  private boolean asking;
  private boolean sleeping;
  private boolean savesForBatch;

  /** How long until there are tokens again, as the latest grant said. */
  private Duration nextToken = Duration.ZERO;

  /** Tokens count as short until a second after the budget could not grant all. */
  private long shortUntilNanos;

  /**
   * An empty queue.
   *
   * @param ceiling the most tokens a second by the configuration, or null
   */
  CategoryQueue(
      String category, @Nullable Double ceiling, LongSupplier nanoTime, RandomGenerator random) {
    this.category = category;
    this.ceiling = ceiling;
    this.nanoTime = nanoTime;
    election = new BatchElection(nanoTime, random, queue);
    granted = new SecondCounter(nanoTime);
    shortUntilNanos = nowNanos();
  }

  public void add(QueuedCall call) {
    boolean sentAlone = isLimited() && call.batchKind() != BatchElection.KIND;
    queue.add(sentAlone ? call.alone() : call, nowNanos());
  }

  /** Whether its calls need tokens of the shared budget. */
  public boolean isLimited() {
    return limit != null || ceiling != null;
  }

  /**
   * A response said how Novu limits this category.
   *
   * @param token the last token that the call used
   */
  void limited(RateLimit by, long token) {
    limitIsKnown = true;
    if (!isLimited()) {
      // under a limit only one kind of batch can cost less than its calls
      queue.allowOnlyBatchesOf(BatchElection.KIND);
    }
    if (limit == null || token >= limit.token) {
      limit = new KnownLimit(by, token, nowNanos());
    }
  }

  /** A response said that Novu does not limit this category. */
  void unlimited() {
    limitIsKnown = true;
    limit = null;
    nextToken = Duration.ZERO;
    tokens.clear();
  }

  /** The call that would be sent next; null if none can be sent now. */
  @Nullable QueuedCall nextReady() {
    boolean isReady = isLimited() ? tokens.isReady(queue) : !queue.isEmpty();
    return isReady ? queue.first() : null;
  }

  /** Removes the calls that are sent next; null if none can be sent now. */
  public @Nullable ReadyCalls takeReady() {
    if (isLimited()) {
      return tokens.takeReady(queue);
    }
    QueuedCall first = queue.poll();
    if (first == null) {
      return null;
    }
    return limitIsKnown
        ? new ReadyCalls(queue.batchOf(first), Permit.UNLIMITED)
        : new ReadyCalls(List.of(first), Permit.LIMIT_UNKNOWN);
  }

  /** How many calls can be sent as soon as there is a call slot. */
  public int ready() {
    return isLimited() ? tokens.ready() : queue.size();
  }

  /** How many of them must be sent alone. */
  public int readyAlone() {
    return isLimited() || !limitIsKnown ? ready() : queue.unbatchable();
  }

  /** How many calls wait for tokens. */
  public int waitingForTokens() {
    return isLimited() ? Math.max(0, queue.size() - tokens.covered(queue)) : 0;
  }

  /**
   * The request for tokens that is due now; null if there is none. Its grant must be handed to
   * {@link #granted} or its failure to {@link #askFailed} before there is another.
   *
   * @param dueUsers how many users could be claimed now
   */
  public @Nullable Ask nextAsk(int dueUsers) {
    if (asking || sleeping || waitingForTokens() == 0) {
      return null;
    }
    BatchBid bid = bid(dueUsers);
    savesForBatch = election.isElected() && bid.pays();
    int wanted =
        savesForBatch ? Math.max(0, queue.unbatchable() - tokens.forCalls()) : waitingForTokens();
    asking = true;
    return new Ask(category, wanted, bid, ceiling, seen());
  }

  private BatchBid bid(int dueUsers) {
    if (limit == null || ceiling != null || !(isShort() || election.isElected())) {
      return election.noBid();
    }
    RateLimit by = limit.limit;
    Duration toSave = by.window().multipliedBy(BatchBid.COST).dividedBy(by.limit());
    return election.bid(dueUsers, toSave);
  }

  private @Nullable Seen seen() {
    KnownLimit known = limit;
    if (known == null) {
      return null;
    }
    RateLimit by = known.limit;
    return new Seen(
        by.limit(),
        by.window(),
        by.burst(),
        by.remaining(),
        by.reset(),
        Duration.ofNanos(nowNanos() - known.receivedAtNanos),
        known.token);
  }

  /**
   * The budget granted tokens.
   *
   * @return when to ask again; zero if there is no need to wait
   */
  public Duration granted(Grant grant) {
    asking = false;
    nextToken = grant.next();
    election.result(grant.batch());
    if (grant.batch() == BatchGrant.MAKE) {
      tokens.addBatch(grant.last());
    } else {
      granted.add(grant.tokens());
      tokens.add(grant, savesForBatch);
    }
    if (grant.next().isZero()) {
      return Duration.ZERO;
    }
    shortUntilNanos = nowNanos() + SECOND_NANOS;
    return election.isElected() && grant.next().compareTo(ELECTION_KEEPALIVE) > 0
        ? ELECTION_KEEPALIVE
        : grant.next();
  }

  /** Whether it is too early to request tokens. */
  public void setSleeping(boolean isSleeping) {
    sleeping = isSleeping;
  }

  /** Redis did not respond to the request for tokens. */
  public void askFailed() {
    asking = false;
    nextToken = Duration.ZERO;
  }

  /** Whether all queued calls can join batches, so that more users do not wait longer. */
  boolean isAllBatchable() {
    if (!isLimited()) {
      return readyAlone() == 0;
    }
    return queue.isEmpty()
        || (tokens.forCalls() == 0 && election.isElected() && queue.unbatchable() < maxUsers());
  }

  /** Whether the budget could not grant all tokens lately. */
  boolean isShort() {
    return nowNanos() - shortUntilNanos < 0;
  }

  /** How many more users may be claimed so that none waits long for a token; may be negative. */
  int claimAllowance() {
    if (waitingForTokens() == 0 && granted.count() == 0) {
      return Integer.MAX_VALUE;
    }
    // an elected worker may hold twice its batchable calls, so the batch grows
    return election.isElected()
        ? maxUsers() - queue.unbatchable() + queue.batchable()
        : maxUsers() - waitingForTokens();
  }

  private int maxUsers() {
    return Math.max(MIN_USERS, granted.count() / CLAIM_DIVISOR);
  }

  /** Removes the calls that were queued for too long. */
  public List<QueuedCall> removeExpired() {
    return queue.removeExpired(nowNanos());
  }

  /** How long the event of an expired call waits before its next attempt. */
  public Duration delayOfExpired() {
    return nextToken.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : nextToken;
  }

  /** Removes all calls. */
  List<QueuedCall> removeAll() {
    tokens.clear();
    return queue.removeAll();
  }

  /** Drops the tokens if no call is left: the next response of Novu corrects the budget. */
  public void dropUnusedTokens() {
    if (queue.isEmpty()) {
      tokens.clear();
    }
  }

  CallQueue queue() {
    return queue;
  }

  private long nowNanos() {
    return nanoTime.getAsLong();
  }
}
