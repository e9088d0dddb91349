package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.worker.novu.CallPermits;
import dev.segmentnovu.worker.novu.QueuedCall;
import dev.segmentnovu.worker.novu.RateLimit;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has the calls of one source wait for their tokens, where Novu or the configuration limits them,
 * and then for one of those under way to end, where these are as many as may be; learns from Novu's
 * answers whether it limits, and which category a call belongs to.
 */
@EventLoopConfined
final class CallScheduler implements CallPermits {

  /** Novu's word for what is neither an event nor a subscriber, a topic or a credential. */
  private static final String GLOBAL = "global";

  /** What the categories of a source share in one worker. */
  record Surroundings(
      Context context,
      RateBudget budget,
      String source,
      LongSupplier nanoTime,
      RandomGenerator random,
      SourceMeters meters) {}

  private final Surroundings at;
  private final Map<String, Double> ceilings;
  private final Samples samples;
  private final CallSlots lanes;
  private final IntSupplier due;
  private final Runnable onRoom;
  private final IdempotencyWatch idempotency;
  private boolean closed;
  private final Map<String, CategoryQueue> categories = new HashMap<>();

  /** The categories that Novu's answers named, by the beginning of the path. */
  private final Map<String, String> named = new HashMap<>();

  /** Those who judge by how calls went. */
  @FunctionalInterface
  interface Samples {
    /**
     * A call has ended.
     *
     * @param took null for one that was made for several events
     * @param failed with a failure of Novu
     * @param full whether more calls at once would have been of use meanwhile
     */
    void ended(@Nullable Duration took, boolean failed, boolean full);
  }

  /**
   * No call is limited yet.
   *
   * @param idempotency told of each answer
   * @param ceilings calls a second at most, by category; may be empty
   * @param limit how many calls may be under way now
   * @param samples told of each call but those answered with 429
   * @param due how many users may be claimed yet
   * @param onRoom run when fewer wait than before
   */
  CallScheduler(
      Surroundings at,
      IdempotencyWatch idempotency,
      Map<String, Double> ceilings,
      IntSupplier limit,
      Samples samples,
      IntSupplier due,
      Runnable onRoom) {
    this.at = at;
    lanes = new CallSlots(at.context(), at.nanoTime(), limit);
    this.idempotency = idempotency;
    this.ceilings = Map.copyOf(ceilings);
    this.samples = samples;
    this.due = due;
    this.onRoom = onRoom;
  }

  @Override
  public void await(QueuedCall call) {
    if (closed) {
      call.refuse(Duration.ZERO);
      return;
    }
    String path = call.call().path();
    queue(named.getOrDefault(place(path), guess(path))).await(call);
  }

  @Override
  public void ended(SentCall call, Permit permit, Duration took, @Nullable ResponseHead head) {
    at.meters().called(call, took, head);
    if (head != null) {
      idempotency.heard(call, head);
    }
    if (head == null || head.status() != 429) {
      boolean failed = head == null || head.status() >= 500;
      boolean full = lanes.areFull(call.bulk() != null && permit.equals(Permit.AT_ONCE));
      samples.ended(call.isShared() ? null : took, failed, full);
    }
    if (head != null) {
      learn(call, permit, head);
    }
    lanes.ended();
  }

  private void learn(SentCall call, Permit permit, ResponseHead head) {
    String place = place(call.path());
    RateLimit limit = RateLimit.of(head.headers()).orElse(null);
    if (limit != null) {
      named.put(place, limit.category());
      queue(limit.category())
          .learnt(call.isShared() ? limit.ofCallForMany() : limit, permit.token());
      at.meters().budget(limit, head.status() == 429 ? 0 : call.cost());
    } else if (head.status() < 300) {
      // what refuses a call may do so before Novu counts it
      queue(named.getOrDefault(place, guess(call.path()))).unlimited();
    }
  }

  /** As {@link CallSlots#company}, and none while one waits that goes alone. */
  int company() {
    return isShared() ? lanes.company() : 0;
  }

  /** Whether all that wait could share calls, so that more would wait no longer. */
  boolean isShared() {
    return lanes.areShared() && categories.values().stream().allMatch(CategoryQueue::isShared);
  }

  /** How many more users may be claimed, that none has to wait for long. */
  int room() {
    int least = Integer.MAX_VALUE;
    for (CategoryQueue category : categories.values()) {
      least = Math.min(least, category.room());
    }
    return Math.max(0, least);
  }

  /** Whether there were too few tokens lately. */
  boolean isShort() {
    return categories.values().stream().anyMatch(CategoryQueue::isShort);
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    // a copy: who is refused may ask again
    for (CategoryQueue category : categoriesNow()) {
      category.turnAway(comeAgain);
    }
    lanes.turnAway(comeAgain);
  }

  /** Refuses all that wait, and all that come: calls under way are finished. */
  void close() {
    closed = true;
    turnAway(Duration.ZERO);
  }

  private Collection<CategoryQueue> categoriesNow() {
    return List.copyOf(categories.values());
  }

  private CategoryQueue queue(String category) {
    return categories.computeIfAbsent(
        category,
        name -> new CategoryQueue(at, name, ceilings.get(name), lanes::enter, due, onRoom));
  }

  /** The version and the first name of the path, which Novu's categories follow. */
  private static String place(String path) {
    int second = path.indexOf('/', 1);
    int third = path.indexOf('/', second + 1);
    return second < 0 || third < 0 ? path : path.substring(0, third);
  }

  /** The category of calls that were not answered yet, from Novu's documentation. */
  private static String guess(String path) {
    String place = place(path);
    if (place.endsWith("/events")) {
      return "trigger";
    }
    return place.endsWith("/subscribers") || place.endsWith("/topics") ? "configuration" : GLOBAL;
  }
}
