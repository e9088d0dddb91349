package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.concurrent.Lanes;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.admin.users.EventSearch;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.users.SearchScripts;
import dev.segmentnovu.queue.redis.script.users.SearchScripts.Memory;
import dev.segmentnovu.queue.redis.script.users.SearchScripts.Search;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds events in Redis. There is no index of the events that wait, because it would cost each
 * event a command: lists are read, in small steps, after every other place. The message ids that
 * the queue remembers say in which.
 */
public final class RedisEventSearch implements EventSearch {

  /** Sets of users that are searched at a time, see {@code DeadLetterSearch}. */
  private static final int LANES = 2;

  /** How far the clock of an ingest process may be ahead of that of Redis. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private final SearchScripts scripts;
  private final WaitingSearch waiting;
  private final DeadLetters deadLetters;
  private final Deliveries deliveries;
  private final Rejections rejections;
  private final ShardKeys shardKeys;
  private final Supplier<List<String>> sources;

  /**
   * Searches the queues of {@code redis}.
   *
   * @param deduplication how long the queue remembers a message id at least
   * @param deadLetters the dead letters of the same sources
   * @param deliveries the finished events of the same sources
   * @param rejections the events that ingest rejected
   * @param sources the sources that are searched; they may change
   */
  public RedisEventSearch(
      RedisConnection redis,
      ShardKeys shardKeys,
      Duration deduplication,
      DeadLetters deadLetters,
      Deliveries deliveries,
      Rejections rejections,
      Supplier<List<String>> sources) {
    scripts = new SearchScripts(redis, deduplication);
    waiting = new WaitingSearch(scripts, new UserScripts(redis));
    this.deadLetters = deadLetters;
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
    lookups.add(
        userId == null
            ? each -> inAllLists(each, messageId)
            : each -> amongAccepted(each, messageId));
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
    var filter =
        new DeadLetters.Filter(source, null, null, null, null, null, messageId, null, null, null);
    return deadLetters
        .list(filter, null, 1)
        .thenApply(page -> page.items().stream().findFirst().map(Dead::new));
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

  /** What a shard of a source knows of the message id. */
  private record Shard(QueueKeys keys, Memory memory) {}

  private CompletionStage<List<Shard>> ask(String source, String messageId) {
    return Lanes.run(
        LANES,
        shardKeys.of(source),
        keys -> scripts.memory(keys, messageId).thenApply(memory -> new Shard(keys, memory)));
  }

  private CompletionStage<Optional<Place>> amongAccepted(String source, String messageId) {
    return ask(source, messageId)
        .thenApply(
            shards ->
                shards.stream().anyMatch(shard -> shard.memory().accepted())
                    ? Optional.of(new Known(source))
                    : Optional.empty());
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
    return waiting.inList(keys, messageId, orderingKey).thenApply(found -> found.map(each -> each));
  }

  /**
   * The lists of the shard that remembers the id. Where none does, the event can only wait if it
   * was accepted before what the shards remember, or was put back: then so was the first event of
   * its list, and the other lists are passed over.
   */
  private CompletionStage<Optional<Place>> inAllLists(String source, String messageId) {
    return ask(source, messageId)
        .thenCompose(
            shards -> {
              List<Shard> accepted =
                  shards.stream().filter(shard -> shard.memory().accepted()).toList();
              return accepted.isEmpty()
                  ? inLists(shards.stream().flatMap(shard -> old(shard, messageId)))
                  : inLists(accepted.stream().flatMap(shard -> all(shard, messageId)))
                      .thenApply(found -> Optional.of(found.orElseGet(() -> new Known(source))));
            });
  }

  private static Stream<Search> all(Shard shard, String messageId) {
    return searches(shard.keys(), messageId, null);
  }

  private static Stream<Search> old(Shard shard, String messageId) {
    return searches(shard.keys(), messageId, shard.memory().sinceMs() + CLOCK_TOLERANCE.toMillis());
  }

  private static Stream<Search> searches(QueueKeys keys, String messageId, @Nullable Long untilMs) {
    return Stream.of(keys.ready(), keys.parked())
        .map(set -> new Search(keys, set, messageId, untilMs));
  }

  private CompletionStage<Optional<Place>> inLists(Stream<Search> searches) {
    return Lanes.run(LANES, searches.toList(), waiting::inAll)
        .thenApply(
            results ->
                results.stream().flatMap(Optional::stream).map(Place.class::cast).findFirst());
  }
}
