package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.admin.users.EventSearch;
import dev.segmentnovu.queue.admin.users.HeadState;
import dev.segmentnovu.queue.admin.users.UserView.State;
import dev.segmentnovu.queue.admin.users.WaitingEvent;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.RecordScripts.Member;
import dev.segmentnovu.queue.redis.script.users.SearchScripts;
import dev.segmentnovu.queue.redis.script.users.SearchScripts.Unread;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import dev.segmentnovu.queue.redis.script.users.UserScripts.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds events in Redis. There is no index of the events that wait, because it would cost each
 * event a command: all lists are read, in small steps, after every other place.
 */
public final class RedisEventSearch implements EventSearch {

  private final SearchScripts scripts;
  private final UserScripts userScripts;
  private final DeadLetterScan deadLetterScan;
  private final Deliveries deliveries;
  private final Rejections rejections;
  private final ShardKeys shardKeys;
  private final Supplier<List<String>> sources;

  /**
   * Searches the queues of {@code redis}.
   *
   * @param deliveries the finished events of the same sources
   * @param rejections the events that ingest rejected
   * @param sources the sources that are searched; they may change
   */
  public RedisEventSearch(
      RedisConnection redis,
      ShardKeys shardKeys,
      Deliveries deliveries,
      Rejections rejections,
      Supplier<List<String>> sources) {
    scripts = new SearchScripts(redis);
    userScripts = new UserScripts(redis);
    deadLetterScan = new DeadLetterScan(redis, shardKeys);
    this.deliveries = deliveries;
    this.rejections = rejections;
    this.shardKeys = shardKeys;
    this.sources = sources;
  }

  /** Looks in one place of one source. */
  private interface Lookup extends Function<String, CompletionStage<Optional<Place>>> {}

  @Override
  public CompletionStage<Found> find(
      String messageId, @Nullable String source, @Nullable String userId) {
    List<Lookup> lookups = new ArrayList<>();
    if (userId != null) {
      lookups.add(each -> inListsOf(each, messageId, userId));
    }
    // before the dead letters, of which there may be ten times as many; an event is in one of both
    lookups.add(each -> amongFinished(each, messageId, userId));
    lookups.add(each -> amongDeadLetters(each, messageId));
    if (userId == null) {
      lookups.add(each -> inAllLists(each, messageId));
    }
    lookups.add(each -> amongKnown(each, messageId));
    lookups.add(each -> amongRejected(each, messageId));

    CompletionStage<Optional<Place>> place = CompletableFuture.completedFuture(Optional.empty());
    for (Lookup lookup : lookups) {
      for (String each : sources.get()) {
        if (source == null || source.equals(each)) {
          place = orElse(place, () -> lookup.apply(each));
        }
      }
    }
    return place.thenCompose(
        found ->
            deliveries
                .list(new Deliveries.Filter(source, null, null, null), null, 1)
                .thenApply(page -> new Found(found.orElseGet(Unknown::new), page.knownSince())));
  }

  private static CompletionStage<Optional<Place>> orElse(
      CompletionStage<Optional<Place>> found, Supplier<CompletionStage<Optional<Place>>> next) {
    return found.thenCompose(
        place -> place.isPresent() ? CompletableFuture.completedFuture(place) : next.get());
  }

  private CompletionStage<Optional<Place>> amongDeadLetters(String source, String messageId) {
    return deadLetterScan
        .latest(source, Member.MESSAGE, messageId, 1)
        .thenApply(found -> found.stream().findFirst().map(Dead::new));
  }

  private CompletionStage<Optional<Place>> amongFinished(
      String source, String messageId, @Nullable String userId) {
    return deliveries
        .list(new Deliveries.Filter(source, userId, messageId, null), null, 1)
        .thenApply(page -> page.items().stream().findFirst().map(Finished::new));
  }

  private CompletionStage<Optional<Place>> amongRejected(String source, String messageId) {
    return rejections
        .find(source, messageId)
        .thenApply(found -> found.stream().findFirst().map(each -> new Rejected(source, each)));
  }

  private CompletionStage<Optional<Place>> amongKnown(String source, String messageId) {
    CompletionStage<Boolean> known = CompletableFuture.completedFuture(false);
    for (QueueKeys keys : shardKeys.of(source)) {
      known =
          known.thenCompose(
              before ->
                  before
                      ? CompletableFuture.completedFuture(true)
                      : scripts.isKnown(keys, messageId));
    }
    return known.thenApply(is -> is ? Optional.of(new Known(source)) : Optional.empty());
  }

  /** The user's list, and that of an event without order. */
  private CompletionStage<Optional<Place>> inListsOf(
      String source, String messageId, String userId) {
    String alone = OrderingKey.alone(userId, messageId);
    return orElse(
        inList(shardKeys.of(source, userId), messageId, userId),
        () -> inList(shardKeys.of(source, alone), messageId, alone));
  }

  private CompletionStage<Optional<Place>> inList(
      QueueKeys keys, String messageId, String orderingKey) {
    return new ListSearch(keys, keys.ready(), messageId)
        .read(UserScripts.FIRST_CURSOR, List.of(new Unread(orderingKey)));
  }

  private CompletionStage<Optional<Place>> inAllLists(String source, String messageId) {
    CompletionStage<Optional<Place>> place = CompletableFuture.completedFuture(Optional.empty());
    for (QueueKeys keys : shardKeys.of(source)) {
      for (String set : List.of(keys.ready(), keys.parked())) {
        var search = new ListSearch(keys, set, messageId);
        place = orElse(place, () -> search.scan(UserScripts.FIRST_CURSOR));
      }
    }
    return place;
  }

  /** Reads the lists of the users in one set. */
  private final class ListSearch {
    private final QueueKeys keys;
    private final String set;
    private final String messageId;

    ListSearch(QueueKeys keys, String set, String messageId) {
      this.keys = keys;
      this.set = set;
      this.messageId = messageId;
    }

    /** Reads the lists of the users from {@code cursor} on. */
    CompletionStage<Optional<Place>> scan(String cursor) {
      return step(scripts.findWaiting(keys, set, messageId, cursor, List.of()), null);
    }

    /** Reads lists, and then those of the users from {@code cursor} on. */
    CompletionStage<Optional<Place>> read(String cursor, List<Unread> unread) {
      return step(scripts.findWaiting(keys, set, messageId, null, unread), cursor);
    }

    private CompletionStage<Optional<Place>> step(
        CompletionStage<SearchScripts.Step> running, @Nullable String behind) {
      return running.thenCompose(
          step -> {
            if (step.found() != null) {
              return place(step.found()).thenApply(Optional::of);
            }
            String next = behind == null ? step.nextCursor() : behind;
            if (!step.unread().isEmpty()) {
              return read(next, step.unread());
            }
            return next.equals(UserScripts.FIRST_CURSOR)
                ? CompletableFuture.completedFuture(Optional.empty())
                : scan(next);
          });
    }

    private CompletionStage<Place> place(SearchScripts.Waiting found) {
      WaitingEvent event = WaitingEvent.of(found.entry());
      String userId = OrderingKey.userId(found.orderingKey());
      if (found.before() > 0) {
        return CompletableFuture.completedFuture(
            new Waiting(keys.source(), userId, event, found.before(), HeadState.read(""), null));
      }
      return userScripts
          .read(keys, found.orderingKey(), 0, 1)
          .thenApply(row -> new Waiting(keys.source(), userId, event, 0, head(row), nextTry(row)));
    }
  }

  private static HeadState head(Row row) {
    return HeadState.read(row.retryState());
  }

  private static @Nullable Instant nextTry(Row row) {
    return RedisUsers.state(row) == State.RETRYING ? Instant.ofEpochMilli(row.readyMs()) : null;
  }
}
