package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.admin.users.HeadState;
import dev.segmentnovu.queue.admin.users.UserView;
import dev.segmentnovu.queue.admin.users.UserView.State;
import dev.segmentnovu.queue.admin.users.Users;
import dev.segmentnovu.queue.admin.users.WaitingEvent;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.SourceRecorder;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import dev.segmentnovu.queue.redis.script.users.UserScripts.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Single users in Redis. */
public final class RedisUsers implements Users {

  /** Bytes of the hash in a dead letter's id. */
  private static final int ID_BYTES = 10;

  private final UserScripts scripts;
  private final DeadLetters deadLetters;
  private final UserForgetting forgetting;
  private final ParkedListing parkedListing;
  private final ShardKeys shardKeys;
  private final ActivityRecorder activity;

  /**
   * Users in the queues of {@code redis}.
   *
   * @param deadLetters the dead letters of the same sources
   * @param rejections the events that ingest rejected
   * @param sources the sources whose parked users are listed; they may change
   * @param activity counts the heads that are skipped
   */
  public RedisUsers(
      RedisConnection redis,
      ShardKeys shardKeys,
      DeadLetters deadLetters,
      Rejections rejections,
      Supplier<List<String>> sources,
      ActivityRecorder activity) {
    scripts = new UserScripts(redis);
    this.deadLetters = deadLetters;
    forgetting = new UserForgetting(redis, shardKeys, rejections);
    parkedListing = new ParkedListing(scripts, shardKeys, sources);
    this.shardKeys = shardKeys;
    this.activity = activity;
  }

  @Override
  public CompletionStage<UserView> read(String source, String userId, int events) {
    return read(shardKeys.of(source, userId), userId, events, new ArrayList<>());
  }

  /** Reads in several steps where the events are large. */
  private CompletionStage<UserView> read(
      QueueKeys keys, String orderingKey, int events, List<WaitingEvent> before) {
    return scripts
        .read(keys, orderingKey, before.size(), events - before.size())
        .thenCompose(
            row -> {
              row.entries().forEach(entry -> before.add(WaitingEvent.of(entry)));
              return row.entries().isEmpty() || before.size() >= events
                  ? CompletableFuture.completedFuture(view(row, before))
                  : read(keys, orderingKey, events, before);
            });
  }

  private static UserView view(Row row, List<WaitingEvent> events) {
    State state = state(row);
    return new UserView(
        state,
        row.waiting(),
        events,
        HeadState.read(row.retryState()),
        state == State.RETRYING ? Instant.ofEpochMilli(row.readyMs()) : null);
  }

  static State state(Row row) {
    if (row.parkedMs() >= 0) {
      return State.PARKED;
    }
    if (row.readyMs() < 0) {
      return State.IDLE;
    }
    if (row.readyMs() <= row.nowMs()) {
      return State.DUE;
    }
    return row.isHeld() ? State.CLAIMED : State.RETRYING;
  }

  @Override
  public CompletionStage<List<DeadLetter>> deadLetters(String source, String userId, int limit) {
    return deadLetters
        .list(new Filter(source, null, userId, null, null, null), null, limit)
        .thenApply(Page::items);
  }

  @Override
  public CompletionStage<RetryResult> retry(String source, String userId) {
    return shardKeys
        .notNow(source)
        .<CompletionStage<RetryResult>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> scripts.retry(shardKeys.of(source, userId), userId));
  }

  @Override
  public CompletionStage<SkipResult> skip(String source, String userId) {
    var not = shardKeys.notNow(source);
    if (not.isPresent()) {
      return CompletableFuture.failedFuture(not.get());
    }
    QueueKeys keys = shardKeys.of(source, userId);
    return scripts
        .read(keys, userId, 0, 1)
        .thenCompose(
            row ->
                row.entries().isEmpty()
                    ? CompletableFuture.completedFuture(SkipResult.NOTHING_WAITS)
                    : skip(keys, userId, row));
  }

  private CompletionStage<SkipResult> skip(QueueKeys keys, String orderingKey, Row row) {
    byte[] entry = row.entries().get(0);
    DeadLetter deadLetter = deadLetter(keys, orderingKey, row);
    return scripts
        .skip(keys, orderingKey, entry, deadLetter)
        .thenApply(
            skipped ->
                switch (skipped) {
                  case DONE -> {
                    count(deadLetter);
                    yield SkipResult.SKIPPED;
                  }
                  case CHANGED -> SkipResult.CHANGED;
                  case HELD -> SkipResult.CLAIMED;
                });
  }

  /** As a worker counts an event that it gives up: else the event would end nowhere. */
  private void count(DeadLetter deadLetter) {
    SourceRecorder recorder = activity.source(deadLetter.source());
    recorder.count(ActivityCount.DEAD, 1);
    recorder.failed(Failure.of(deadLetter, deadLetter.workflow(), deadLetter.message()));
  }

  private static DeadLetter deadLetter(QueueKeys keys, String orderingKey, Row row) {
    byte[] entry = row.entries().get(0);
    HeadState head = HeadState.read(row.retryState());
    WaitingEvent event = WaitingEvent.of(entry);
    StoredEvent stored = stored(entry);
    var details = EventCodec.JSON.createObjectNode();
    details.set("history", head.history());
    return new DeadLetter(
        keys.source() + "." + keys.shard() + "." + idOf(orderingKey, row),
        stored == null ? null : stored.deadLetterId(),
        keys.source(),
        OrderingKey.userId(orderingKey),
        event.messageId(),
        event.type(),
        event.event(),
        null,
        DeadLetter.SKIPPED_BY_OPERATOR,
        "An operator moved it out of the way of the user's other events."
            + (head.lastError() == null ? "" : " Last error: " + head.lastError()),
        head.lastStatus(),
        head.attempts(),
        head.firstAttemptAt(),
        Instant.ofEpochMilli(row.nowMs()),
        stored == null ? 0 : stored.replays(),
        details);
  }

  private static @Nullable StoredEvent stored(byte[] entry) {
    try {
      return EventCodec.decode(entry);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Unique: the same entry is not the head of a user twice at one time. */
  private static String idOf(String orderingKey, Row row) {
    MessageDigest sha = Sha256.begin();
    sha.update((row.nowMs() + " " + orderingKey).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha.digest(row.entries().get(0)), 0, ID_BYTES);
  }

  @Override
  public CompletionStage<Forgotten> forget(String source, String userId) {
    return shardKeys
        .notNow(source)
        .<CompletionStage<Forgotten>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> forgetting.forget(source, userId));
  }

  @Override
  public CompletionStage<ParkedPage> parked(
      @Nullable String source, @Nullable String cursor, int limit) {
    return parkedListing.list(source, cursor, limit);
  }
}
