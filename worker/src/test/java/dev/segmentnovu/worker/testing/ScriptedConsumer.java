package dev.segmentnovu.worker.testing;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EventConsumer;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.RateBudget;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.testing.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scripted queue, for results that a real Redis does not give on demand. */
public final class ScriptedConsumer implements EventConsumer, PauseSignals {

  /** The users that a claim returns. */
  @FunctionalInterface
  public interface Claims {
    List<ClaimedUser> claim(int shard, int users);
  }

  /** When the events of {@link #user} were received. */
  public static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  /** Stands still at {@link #NOW}. */
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** All settlements so far. */
  public final List<Settlement> settlements = new CopyOnWriteArrayList<>();

  /** All announcements so far. */
  public final List<Signal> announced = new CopyOnWriteArrayList<>();

  /** All users whose profiles were forgotten so far. */
  public final List<String> forgotten = new CopyOnWriteArrayList<>();

  /** The result of forgetting profiles. */
  public Supplier<CompletionStage<Void>> forget = () -> CompletableFuture.completedFuture(null);

  /** Grants all tokens at once, unless the test replaces it. */
  public RateBudget budget =
      (source, ask) ->
          CompletableFuture.completedFuture(
              new RateBudget.Grant(
                  ask.tokens(), Duration.ZERO, ask.tokens(), RateBudget.BatchGrant.NONE));

  private final int shards;
  private final Claims claims;
  private final Function<Settlement, SettleResult> settle;

  public ScriptedConsumer(int shards, Claims claims, Function<Settlement, SettleResult> settle) {
    this.shards = shards;
    this.claims = claims;
    this.settle = settle;
  }

  /** The latest settlement. */
  public Settlement last() {
    return settlements.get(settlements.size() - 1);
  }

  @Override
  public int shards(String source) {
    return shards;
  }

  @Override
  public CompletionStage<Claim> claim(String source, int shard, int users, boolean suspect) {
    return CompletableFuture.completedFuture(
        new Claim(claims.claim(shard, users), Duration.ofSeconds(1), 0, false));
  }

  @Override
  public CompletionStage<SettleResult> settle(Settlement settlement) {
    settlements.add(settlement);
    return CompletableFuture.completedFuture(settle.apply(settlement));
  }

  @Override
  public CompletionStage<Void> forgetProfiles(String source, Collection<String> userIds) {
    forgotten.addAll(userIds);
    return forget.get();
  }

  /** All users whose records were forgotten so far. */
  public final List<String> withoutRecords = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<Void> forgetRecords(String source, String userId) {
    withoutRecords.add(userId);
    return forget.get();
  }

  @Override
  public RateBudget rateBudget() {
    return budget;
  }

  /** The stored findings about idempotency keys so far. */
  public final List<Boolean> idempotency = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<Void> storeIdempotency(String source, boolean honoured) {
    idempotency.add(honoured);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public PauseSignals pauseSignals() {
    return this;
  }

  @Override
  public void announce(String source, Signal signal) {
    announced.add(signal);
  }

  @Override
  public void onSignal(String source, Consumer<Signal> listener) {
    // there is no other worker
  }

  @Override
  public void onDue(String source, Runnable listener) {
    // polling finds the users too
  }

  /**
   * A claimed user with a track call for each of {@code numbers}, received at {@link #NOW}. A
   * worker needs {@link #CLOCK}: by the machine's clock these events expired.
   */
  public static ClaimedUser user(
      int shard, String userId, @Nullable String headState, int... numbers) {
    var entries = new java.util.ArrayList<byte[]>();
    for (int number : numbers) {
      String body =
          "{\"userId\":\"%s\",\"event\":\"User Registered\",\"properties\":{\"n\":%d}}"
              .formatted(userId, number);
      entries.add(
          EventCodec.encode(
              Events.of(EventType.TRACK, body).messageId("m" + number).receivedAt(NOW).stored()));
    }
    return new ClaimedUser("web", shard, userId, "token", headState, 1, null, entries);
  }
}
