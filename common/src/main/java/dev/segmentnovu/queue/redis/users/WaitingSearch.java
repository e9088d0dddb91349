package dev.segmentnovu.queue.redis.users;

import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.users.EventSearch.Waiting;
import dev.segmentnovu.queue.admin.users.HeadState;
import dev.segmentnovu.queue.admin.users.UserView.State;
import dev.segmentnovu.queue.admin.users.WaitingEvent;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.users.SearchScripts;
import dev.segmentnovu.queue.redis.script.users.SearchScripts.Search;
import dev.segmentnovu.queue.redis.script.users.SearchScripts.Step;
import dev.segmentnovu.queue.redis.script.users.SearchScripts.Unread;
import dev.segmentnovu.queue.redis.script.users.UserScripts;
import dev.segmentnovu.queue.redis.script.users.UserScripts.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an event in the lists of users of one shard, in small steps. Each stage fails with
 * {@link QueueUnavailableException}.
 */
final class WaitingSearch {

  /** Users of the first step; the steps behind it follow the size of the lists. */
  private static final int FIRST_USERS = 50;

  private static final int MOST_USERS = 400;

  private final SearchScripts scripts;
  private final UserScripts userScripts;

  WaitingSearch(SearchScripts scripts, UserScripts userScripts) {
    this.scripts = scripts;
    this.userScripts = userScripts;
  }

  /** Looks in the list of one ordering key. */
  CompletionStage<Optional<Waiting>> inList(QueueKeys keys, String messageId, String orderingKey) {
    var search = new Search(keys, keys.ready(), messageId, null);
    return then(
        search,
        scripts.findIn(search, List.of(new Unread(orderingKey))),
        UserScripts.FIRST_CURSOR,
        1);
  }

  /** Looks in the lists of all users of {@link Search#set}. */
  CompletionStage<Optional<Waiting>> inAll(Search search) {
    return next(search, UserScripts.FIRST_CURSOR, FIRST_USERS);
  }

  private CompletionStage<Optional<Waiting>> next(Search search, String cursor, int users) {
    return scripts
        .findNext(search, cursor, users)
        .thenCompose(
            step -> {
              int more = step.unread().isEmpty() ? users * 2 : users / 2;
              return then(
                  search,
                  CompletableFuture.completedFuture(step),
                  step.nextCursor(),
                  Math.max(1, Math.min(MOST_USERS, more)));
            });
  }

  /** Reads what a step left unread, and then the lists of the next users. */
  private CompletionStage<Optional<Waiting>> then(
      Search search, CompletionStage<Step> running, String cursor, int users) {
    return running.thenCompose(
        step -> {
          if (step.found() != null) {
            return waiting(search.keys(), step.found()).thenApply(Optional::of);
          }
          if (!step.unread().isEmpty()) {
            return then(search, scripts.findIn(search, step.unread()), cursor, users);
          }
          return cursor.equals(UserScripts.FIRST_CURSOR)
              ? CompletableFuture.completedFuture(Optional.empty())
              : next(search, cursor, users);
        });
  }

  private CompletionStage<Waiting> waiting(QueueKeys keys, SearchScripts.Waiting found) {
    WaitingEvent event = WaitingEvent.of(found.entry());
    String userId = OrderingKey.userId(found.orderingKey());
    boolean isHead = found.before() == 0;
    return userScripts
        .read(keys, found.orderingKey(), 0, 1)
        .thenApply(
            row ->
                new Waiting(
                    keys.source(),
                    userId,
                    event,
                    found.before(),
                    RedisUsers.state(row) == State.PARKED,
                    HeadState.read(isHead ? row.retryState() : ""),
                    isHead ? nextTry(row) : null));
  }

  private static @Nullable Instant nextTry(Row row) {
    return RedisUsers.state(row) == State.RETRYING ? Instant.ofEpochMilli(row.readyMs()) : null;
  }
}
