package dev.segmentnovu.worker;

import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.Pacing;
import dev.segmentnovu.worker.novu.RateLimit;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has the calls of one source wait for their tokens, where Novu or the configuration limits them;
 * learns from Novu's answers whether it does, and which category a call belongs to. For one event
 * loop only.
 */
final class Pace implements Pacing {

  /** Novu's word for what is neither an event nor a subscriber, a topic or a credential. */
  private static final String GLOBAL = "global";

  /** Users that may wait for a token of one category however slowly tokens come. */
  private static final int FEW = 2;

  /** Who is claimed waits out of turn: a quarter of a second's tokens is enough to have at hand. */
  private static final int PART = 4;

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
  private final Runnable onRoom;
  private final Map<String, TokenQueue> categories = new HashMap<>();

  /** The categories that Novu's answers named, by the beginning of the path. */
  private final Map<String, String> named = new HashMap<>();

  /** Those who judge by how calls went. */
  @FunctionalInterface
  interface Samples {
    /** A call has ended, with a failure of Novu or without. */
    void ended(Duration took, boolean failed);
  }

  /**
   * No call is limited yet.
   *
   * @param ceilings calls a second at most, by category; may be empty
   * @param samples told of each call but those answered with 429
   * @param onRoom run when fewer wait than before
   */
  Pace(Surroundings at, Map<String, Double> ceilings, Samples samples, Runnable onRoom) {
    this.at = at;
    this.ceilings = Map.copyOf(ceilings);
    this.samples = samples;
    this.onRoom = onRoom;
  }

  @Override
  public Future<Turn> await(NovuCall call, Duration patience) {
    String category = named.getOrDefault(place(call), guess(call));
    return queue(category).await(cost(call), patience);
  }

  @Override
  public void ended(NovuCall call, Turn turn, Duration took, @Nullable Heard heard) {
    boolean failed = heard == null || heard.status() >= 500;
    if (heard == null || heard.status() != 429) {
      samples.ended(took, failed);
    }
    if (heard == null) {
      return;
    }
    RateLimit limit = RateLimit.of(heard.headers()).orElse(null);
    String category =
        limit == null ? named.getOrDefault(place(call), guess(call)) : limit.category();
    if (limit != null) {
      named.put(place(call), category);
      queue(category).learnt(limit, turn.token());
      at.meters().budget(limit, heard.status() == 429 ? 0 : cost(call));
    } else if (heard.status() < 300) {
      // what refuses a call may do so before Novu counts it
      queue(category).unlimited();
    }
  }

  /** How many more users may be claimed, that none has to wait for long. */
  int room() {
    int room = Integer.MAX_VALUE;
    for (TokenQueue category : categories.values()) {
      if (category.isBusy()) {
        room = Math.min(room, Math.max(FEW, category.perSecond() / PART) - category.waiting());
      }
    }
    return Math.max(0, room);
  }

  /** Whether there were too few tokens lately. */
  boolean isShort() {
    return categories.values().stream().anyMatch(TokenQueue::isShort);
  }

  /** Refuses all that wait. */
  void turnAway(Duration comeAgain) {
    // a copy: who is refused may ask again
    for (TokenQueue category : categoriesNow()) {
      category.turnAway(comeAgain);
    }
  }

  private Collection<TokenQueue> categoriesNow() {
    return List.copyOf(categories.values());
  }

  private TokenQueue queue(String category) {
    return categories.computeIfAbsent(
        category, name -> new TokenQueue(at, name, ceilings.get(name), onRoom));
  }

  /** The version and the first name of the path, which Novu's categories follow. */
  private static String place(NovuCall call) {
    String[] parts = call.path().split("/", 4);
    return parts.length < 3 ? call.path() : parts[1] + "/" + parts[2];
  }

  /** The category of calls that were not answered yet, from Novu's documentation. */
  private static String guess(NovuCall call) {
    String place = place(call);
    if (place.endsWith("/events")) {
      return "trigger";
    }
    return place.endsWith("/subscribers") || place.endsWith("/topics") ? "configuration" : GLOBAL;
  }

  /** Novu charges a bulk call as if it were full. */
  private static int cost(NovuCall call) {
    return call.path().endsWith("/bulk") ? 100 : 1;
  }
}
