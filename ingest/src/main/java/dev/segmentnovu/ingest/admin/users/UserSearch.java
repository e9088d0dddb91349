package dev.segmentnovu.ingest.admin.users;

import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.users.UserView;
import dev.segmentnovu.queue.admin.users.WaitingEvents;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for the users whose events hold an e-mail address, or whose id it is. */
final class UserSearch {

  /** Users that one place of one source brings. */
  private static final int MOST = 50;

  private static final List<List<String>> PATHS =
      List.of(List.of("context", "traits", "email"), List.of("traits", "email"));

  private final OperatorQueue queue;

  UserSearch(OperatorQueue queue) {
    this.queue = queue;
  }

  /** Where the address was found. */
  enum Where {
    /** In an event that waits. */
    QUEUE,
    /** In a dead letter. */
    DEAD_LETTERS
  }

  /** A user with the address. */
  record Hit(String source, String userId, Where where) {}

  /**
   * What a search found.
   *
   * @param hits in the order of the sources; each user at most once in each place
   * @param complete whether all events were searched
   */
  record Result(List<Hit> hits, boolean complete) {}

  Future<Result> find(String email, List<String> sources) {
    List<Future<Result>> all = new ArrayList<>();
    for (String source : sources) {
      all.add(asUser(source, email));
      all.add(waiting(source, email));
      all.add(dead(new Filter(source, null, email, null, null, null)));
      for (EventField field : fields(email)) {
        all.add(
            dead(
                new Filter(
                    source, null, null, null, null, null, null, null, null, null, List.of(field))));
      }
    }
    return Future.all(all).map(unused -> merged(all.stream().map(Future::result).toList()));
  }

  private static Result merged(List<Result> results) {
    Set<Hit> hits = new LinkedHashSet<>();
    results.forEach(each -> hits.addAll(each.hits()));
    return new Result(List.copyOf(hits), results.stream().allMatch(Result::complete));
  }

  private static List<EventField> fields(String email) {
    return PATHS.stream().map(path -> new EventField(path, email)).toList();
  }

  private Future<Result> asUser(String source, String email) {
    return AdminResponses.onEventLoop(queue.users().read(source, email, 0))
        .map(UserSearch::waits)
        .map(
            waits ->
                new Result(waits ? List.of(new Hit(source, email, Where.QUEUE)) : List.of(), true));
  }

  private static boolean waits(@Nullable UserView user) {
    return user != null && user.waiting() > 0;
  }

  private Future<Result> waiting(String source, String email) {
    return AdminResponses.onEventLoop(queue.waitingEvents().search(source, fields(email), MOST))
        .map(UserSearch::result);
  }

  private static Result result(WaitingEvents.Found found) {
    return new Result(
        found.entries().stream()
            .map(each -> new Hit(each.source(), each.userId(), Where.QUEUE))
            .toList(),
        found.complete());
  }

  private Future<Result> dead(Filter filter) {
    return AdminResponses.onEventLoop(queue.deadLetters().list(filter, null, MOST))
        .map(
            page ->
                new Result(
                    page.items().stream()
                        .map(each -> new Hit(each.source(), each.userId(), Where.DEAD_LETTERS))
                        .toList(),
                    page.next() == null));
  }
}
