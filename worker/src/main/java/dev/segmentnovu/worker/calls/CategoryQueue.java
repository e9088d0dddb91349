package dev.segmentnovu.worker.calls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.worker.calls.Transport.Ready;
import dev.segmentnovu.worker.novu.RateLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queued calls of one category of Novu's rate limit, in one worker, and what is known of the
 * limit. Where the category is limited, a call can be sent once the shared budget has granted a
 * token. Each call then goes alone, except those that the elected worker saves tokens to batch.
 * Makes no calls itself.
 */
@EventLoopConfined
final class CategoryQueue {

  /** An elected worker asks at least this often, or another worker is elected. */
  private static final Duration ELECTION_KEEPALIVE = Duration.ofSeconds(1);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Users that may wait for a token however slowly tokens arrive. */
  private static final int LEAST_USERS = 2;

  /** A claimed user waits out of order, so only a quarter of a second's tokens is claimed for. */
  private static final int CLAIM_DIVISOR = 4;

  /** The shortest delay of a call that was queued for too long. */
  private static final Duration LEAST_DELAY = Duration.ofMillis(100);

  /**
   * What a response said of the limit.
   *
   * @param token the last token that the call used
   */
  private record KnownLimit(RateLimit limit, long token, long receivedAtNanos) {}

  /**
   * A granted token that no call has used yet.
   *
   * @param onlyAlone whether only a call that cannot join a batch may use it
   */
  private record Token(long number, boolean onlyAlone) {}

  private final String category;
  private final @Nullable Double ceiling;
  private final LongSupplier nanoTime;
  private final CallQueue queue = new CallQueue();
  private final BatchElection election;
  private final SecondCounter granted;
  private final ArrayDeque<Token> tokens = new ArrayDeque<>();
  private @Nullable Long batchToken;
  private @Nullable KnownLimit limit;

  /** Whether a response has said whether Novu limits the category. */
  private boolean limitIsKnown;

  private boolean asking;
  private boolean sleeping;
  private boolean savesForBatch;

  /** When there are tokens again, as the budget last said. */
  private Duration nextToken = Duration.ZERO;

  /** Until when tokens count as short: a second after the budget could not grant all. */
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
    shortUntilNanos = now();
  }

  void add(QueuedCall call) {
    boolean sentAlone = isLimited() && call.batchKind() != BatchElection.KIND;
    queue.add(sentAlone ? call.alone() : call, now());
  }

  /** Whether its calls need tokens of the shared budget. */
  boolean isLimited() {
    return limit != null || ceiling != null;
  }

  /** The permit of a call that needs no token. */
  private Permit withoutToken() {
    return limitIsKnown ? Permit.UNLIMITED : Permit.LIMIT_UNKNOWN;
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
      limit = new KnownLimit(by, token, now());
    }
  }

  /** A response said that Novu does not limit this category. */
  void unlimited() {
    limitIsKnown = true;
    limit = null;
    tokens.clear();
    batchToken = null;
  }

  /** The call that would be sent next; null if none can be sent now. */
  @Nullable QueuedCall nextReady() {
    boolean isReady =
        isLimited()
            ? !tokens.isEmpty() || (batchToken != null && queue.batchable() > 0)
            : !queue.isEmpty();
    return isReady ? queue.first() : null;
  }

  /** Removes the calls that are sent next; null if none can be sent now. */
  @Nullable Ready takeReady() {
    if (!isLimited()) {
      QueuedCall first = queue.poll();
      return first == null ? null : withOthers(first, withoutToken());
    }
    Long forBatch = batchToken;
    if (forBatch != null) {
      batchToken = null;
      QueuedCall first = queue.poll(true);
      if (first != null) {
        return new Ready(queue.batchOf(first), new Permit(forBatch));
      }
    }
    while (!tokens.isEmpty()) {
      Token token = tokens.remove();
      QueuedCall call = token.onlyAlone ? queue.poll(false) : queue.poll();
      if (call != null) {
        return new Ready(List.of(call), new Permit(token.number));
      }
    }
    return null;
  }

  private Ready withOthers(QueuedCall first, Permit permit) {
    List<QueuedCall> calls = permit.allowsBatch() ? queue.batchOf(first) : List.of(first);
    return new Ready(calls, permit);
  }

  /** How many calls can be sent as soon as there is a call slot. */
  int ready() {
    return isLimited() ? tokens.size() + (batchToken == null ? 0 : 1) : queue.size();
  }

  /** How many of them must be sent alone. */
  int readyAlone() {
    return isLimited() || !limitIsKnown ? ready() : queue.unbatchable();
  }

  /** How many calls wait for tokens. */
  int waitingForTokens() {
    return isLimited() ? Math.max(0, queue.size() - tokens.size()) : 0;
  }

  /**
   * The request for tokens that is due now; null if there is none. Its grant must be handed to
   * {@link #granted} or its failure to {@link #askFailed} before there is another.
   *
   * @param dueUsers how many users could be claimed now
   */
  @Nullable Ask nextAsk(int dueUsers) {
    if (asking || waitingForTokens() == 0) {
      return null;
    }
    BatchBid bid = bid(dueUsers);
    savesForBatch = election.isElected() && bid.pays();
    int wanted = savesForBatch ? queue.unbatchable() : waitingForTokens();
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
        Duration.ofNanos(now() - known.receivedAtNanos),
        known.token);
  }

  /**
   * The budget granted tokens.
   *
   * @return when to ask again; zero if there is no need to wait
   */
  Duration granted(Grant grant) {
    asking = false;
    nextToken = grant.next();
    election.result(grant.batch());
    if (grant.batch() == BatchGrant.MAKE) {
      batchToken = grant.last();
    } else {
      granted.add(grant.tokens());
      for (long number = grant.last() - grant.tokens() + 1; number <= grant.last(); number++) {
        tokens.add(new Token(number, savesForBatch));
      }
    }
    if (grant.next().isZero()) {
      return Duration.ZERO;
    }
    shortUntilNanos = now() + SECOND_NANOS;
    return election.isElected() && grant.next().compareTo(ELECTION_KEEPALIVE) > 0
        ? ELECTION_KEEPALIVE
        : grant.next();
  }

  /** Whether it is too early to ask for tokens. */
  boolean isSleeping() {
    return sleeping;
  }

  void sleep(boolean now) {
    sleeping = now;
  }

  /** Redis did not respond to the request for tokens. */
  void askFailed() {
    asking = false;
    nextToken = Duration.ZERO;
  }

  /** Whether all calls that are queued can join batches, so that more users wait no longer. */
  boolean isAllBatchable() {
    if (!isLimited()) {
      return readyAlone() == 0;
    }
    return queue.isEmpty()
        || (tokens.isEmpty() && election.isElected() && queue.unbatchable() < mostUsers());
  }

  /** Whether the budget could not grant all tokens lately. */
  boolean isShort() {
    return now() - shortUntilNanos < 0;
  }

  /** How many more users may be claimed so that none waits long for a token; may be negative. */
  int claimAllowance() {
    if (waitingForTokens() == 0 && granted.count() == 0) {
      return Integer.MAX_VALUE;
    }
    // an elected worker may hold twice the calls that turned out batchable, so the number grows
    return election.isElected()
        ? mostUsers() - queue.unbatchable() + queue.batchable()
        : mostUsers() - waitingForTokens();
  }

  private int mostUsers() {
    return Math.max(LEAST_USERS, granted.count() / CLAIM_DIVISOR);
  }

  /** Removes the calls that were queued for too long. */
  List<QueuedCall> removeExpired() {
    return queue.removeExpired(now());
  }

  /** How long the event of an expired call waits before its next attempt. */
  Duration delayOfExpired() {
    return nextToken.compareTo(LEAST_DELAY) < 0 ? LEAST_DELAY : nextToken;
  }

  /** Removes all calls. */
  List<QueuedCall> removeAll() {
    tokens.clear();
    batchToken = null;
    return queue.removeAll();
  }

  /** Drops the tokens that no call is left for: the next response of Novu corrects the budget. */
  void dropUnusedTokens() {
    if (queue.isEmpty()) {
      tokens.clear();
      batchToken = null;
    }
  }

  CallQueue queue() {
    return queue;
  }

  private long now() {
    return nanoTime.getAsLong();
  }
}
