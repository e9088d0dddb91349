package dev.segmentnovu.ingest.admin.mapping;

import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.mapping.Sample.From;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.users.WaitingEvents;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads some of the latest events that wait or are dead letters. */
final class SampleQuery {

  private static final Comparator<Sample> NEWEST_FIRST =
      Comparator.comparing(Sample::receivedAt).reversed().thenComparing(Sample::messageId);

  private final DeadLetters deadLetters;
  private final WaitingEvents waitingEvents;

  SampleQuery(OperatorQueue queue) {
    deadLetters = queue.deadLetters();
    waitingEvents = queue.waitingEvents();
  }

  /** The latest events of these sources, newest first, at most {@code limit}. */
  Future<List<Sample>> latest(List<String> sources, int limit) {
    List<Future<List<Sample>>> all = new ArrayList<>();
    for (String source : sources) {
      all.add(waiting(source, limit));
      all.add(dead(source, limit));
    }
    return Future.all(all)
        .map(
            unused ->
                all.stream()
                    .flatMap(each -> each.result().stream())
                    .sorted(NEWEST_FIRST)
                    .limit(limit)
                    .toList());
  }

  private Future<List<Sample>> waiting(String source, int limit) {
    return AdminResponses.onEventLoop(waitingEvents.latest(source, limit))
        .map(
            entries ->
                entries.stream()
                    .flatMap(each -> Sample.of(source, From.QUEUE, each.entry()).stream())
                    .toList());
  }

  private Future<List<Sample>> dead(String source, int limit) {
    var filter = new Filter(source, null, null, null, null, null);
    return AdminResponses.onEventLoop(deadLetters.list(filter, null, limit))
        .compose(page -> dead(source, page));
  }

  private Future<List<Sample>> dead(String source, Page page) {
    List<Future<Optional<Whole>>> found = new ArrayList<>();
    for (DeadLetter each : page.items()) {
      found.add(AdminResponses.onEventLoop(deadLetters.find(each.id())));
    }
    return Future.all(found)
        .map(
            unused ->
                found.stream()
                    .flatMap(each -> each.result().stream())
                    .flatMap(whole -> Sample.of(source, From.DEAD_LETTER, whole.entry()).stream())
                    .toList());
  }
}
