package dev.segmentnovu.e2e.sidebyside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.sidebyside.Side.Came;
import dev.segmentnovu.e2e.sidebyside.Side.Outcome.End;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.sandbox.received.ReceivedRequest.SentResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The day in numbers. */
final class Tally {
  private final Side function;
  private final Side relay;

  Tally(Side function, Side relay) {
    this.function = function;
    this.relay = relay;
  }

  String counts() {
    var table = new Table("", "function", "relay");
    row(table, "deliveries by Segment", side -> side.came().size());
    row(table, "done", ended(End.DONE));
    row(table, "… but Novu answered that it did nothing", sum(came -> isPretended(came) ? 1 : 0));
    row(table, "dead letters, to inspect and replay", ended(End.DEAD_LETTER));
    row(table, "lost after " + ReferenceFunction.TRIES + " tries", ended(End.GONE));
    row(table, "discarded or refused at once", ended(End.TURNED_AWAY));
    row(table, "dropped as duplicates", ended(End.DUPLICATE));
    row(table, "skipped, or held back by Segment", ended(End.PASSED_BY));
    row(table, "requests to Novu", requests(request -> true));
    for (String line : new TreeSet<>(lines())) {
      row(table, "… `" + line + "`", requests(request -> line.equals(line(request))));
    }
    row(
        table,
        "… answered 400 or 422",
        requests(request -> List.of(400, 422).contains(status(request))));
    row(table, "messages", sum(came -> came.messages().size()));
    row(table, "… duplicates of an earlier message", sum(Came::doubles));
    row(
        table,
        "… to a user of whom Novu has no address",
        sum(came -> Comparison.unreachable(came.messages())));
    row(table, "fields erased that the event does not name", sum(Tally::erasedUnasked));
    return table.toString();
  }

  /** Who gets how many messages. */
  String messages(Set<String> users) {
    var table = new Table("messages for", "function", "relay");
    for (String user : users) {
      table.row(user, messages(function, user), messages(relay, user));
    }
    return table.toString();
  }

  private static String messages(Side side, String user) {
    List<Came> came = side.came().stream().filter(each -> about(each, user)).toList();
    List<Message> all = came.stream().flatMap(each -> each.messages().stream()).toList();
    int doubles = came.stream().mapToInt(Came::doubles).sum();
    long lost = Comparison.unreachable(all);
    return all.size()
        + (doubles == 0 ? "" : ", " + doubles + " of them duplicates")
        + (lost == 0 ? "" : ", " + lost + " of them to no address");
  }

  private static boolean about(Came came, String user) {
    return came.moment().event().path("userId").asText("").equals(user);
  }

  private void row(Table table, String what, ToLongFunction<Side> figure) {
    table.row(
        what,
        Long.toString(figure.applyAsLong(function)),
        Long.toString(figure.applyAsLong(relay)));
  }

  private static ToLongFunction<Side> sum(ToLongFunction<Came> each) {
    return side -> side.came().stream().mapToLong(each).sum();
  }

  private static ToLongFunction<Side> ended(End end) {
    return sum(came -> came.outcome().end() == end ? 1 : 0);
  }

  private static ToLongFunction<Side> requests(Predicate<ReceivedRequest> which) {
    return sum(came -> came.requests().stream().filter(which).count());
  }

  private Collection<String> lines() {
    return Stream.of(function, relay)
        .flatMap(side -> side.came().stream())
        .flatMap(came -> came.requests().stream())
        .map(Tally::line)
        .toList();
  }

  private static String line(ReceivedRequest request) {
    return request.method() + " " + Comparison.path(request);
  }

  private static int status(ReceivedRequest request) {
    SentResponse response = request.response();
    return response == null ? 0 : response.status();
  }

  /** Whether it counts as done although Novu accepted a trigger and did not run it. */
  private static boolean isPretended(Came came) {
    return came.outcome().end() == End.DONE
        && came.requests().stream()
            .flatMap(request -> results(request).stream())
            .anyMatch(result -> result.startsWith("trigger_"));
  }

  private static List<String> results(ReceivedRequest request) {
    SentResponse response = request.response();
    return response == null ? List.of() : response.results();
  }

  private static long erasedUnasked(Came came) {
    JsonNode event = came.moment().event();
    boolean identify = event.path("type").asText().equals("identify");
    return identify
        ? came.erased().stream().filter(field -> !event.path("traits").has(field)).count()
        : 0;
  }
}
