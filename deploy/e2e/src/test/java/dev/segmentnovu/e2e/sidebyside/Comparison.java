package dev.segmentnovu.e2e.sidebyside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.sidebyside.Side.Came;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import dev.segmentnovu.sandbox.received.ReceivedRequest.SentResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the function and the relay made of the same day, as tables in Markdown. */
final class Comparison {
  private final Side function;
  private final Side relay;

  Comparison(Side function, Side relay) {
    this.function = function;
    this.relay = relay;
  }

  /** The tables by name, in reading order. */
  Map<String, String> tables() {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("events", events());
    tables.put("subscribers", subscribers());
    tables.put("counts", new Tally(function, relay).counts());
    tables.put("messages", new Tally(function, relay).messages(users()));
    return tables;
  }

  /** Each kind of event, and what both did with it, without repetitions. */
  private String events() {
    Map<List<String>, Integer> rows = new LinkedHashMap<>();
    for (int i = 0; i < function.came().size(); i++) {
      Came one = function.came().get(i);
      Came other = relay.came().get(i);
      var row =
          List.of(one.moment().kind(), requests(one), result(one), requests(other), result(other));
      rows.merge(row, 1, Integer::sum);
    }
    var table = new Table("event", "", "the function sends", "result", "the relay sends", "result");
    rows.forEach(
        (row, count) ->
            table.row(row.get(0), count + "×", row.get(1), row.get(2), row.get(3), row.get(4)));
    return table.toString();
  }

  private static String requests(Came came) {
    Map<String, Integer> requests = new LinkedHashMap<>();
    came.requests().forEach(request -> requests.merge(request(request), 1, Integer::sum));
    return list(
        requests.entrySet().stream()
            .map(each -> (each.getValue() == 1 ? "" : each.getValue() + "× ") + each.getKey())
            .toList());
  }

  private static String request(ReceivedRequest request) {
    return "`" + request.method() + " " + path(request) + "` " + response(request);
  }

  /** The path of a request without ids. */
  static String path(ReceivedRequest request) {
    return request
        .path()
        .replaceFirst("(/subscribers)/[^/]+", "$1/…")
        .replaceFirst("(/topics)/[^/]+", "$1/…");
  }

  /** The status; for a trigger also Novu's own status, if it is not the usual one. */
  private static String response(ReceivedRequest request) {
    SentResponse response = request.response();
    if (response == null) {
      return "no answer";
    }
    String status = request.triggers().isEmpty() ? "" : String.join("", response.results());
    boolean telling = !status.isEmpty() && !status.equals("processed");
    return response.status() + (telling ? " `" + status + "`" : "");
  }

  private static String result(Came came) {
    List<String> result = new ArrayList<>(List.of(came.outcome().words()));
    int messages = came.messages().size();
    if (messages > 0) {
      result.add(
          (messages == 1 ? "a message" : messages + " messages")
              + (came.doubles() == 0
                  ? ""
                  : came.doubles() == messages ? ", a duplicate" : ", one a duplicate")
              + (unreachable(came.messages()) == 0 ? "" : " that reaches nobody"));
    }
    if (!came.erased().isEmpty()) {
      result.add("erases " + String.join(", ", came.erased()));
    }
    return String.join("; ", result);
  }

  static long unreachable(List<Message> messages) {
    return messages.stream().filter(message -> !message.addressed()).count();
  }

  /** What Novu has stored of each user at the end, field by field. */
  private String subscribers() {
    var table = new Table("subscriber", "the same", "the function's only", "the relay's only");
    for (String user : users()) {
      Set<String> one = fields(function, user);
      Set<String> other = fields(relay, user);
      Set<String> same = new LinkedHashSet<>(one);
      same.retainAll(other);
      one.removeAll(same);
      other.removeAll(same);
      table.row(user, list(same), list(one), list(other));
    }
    return table.toString();
  }

  private static Set<String> fields(Side side, String user) {
    Set<String> fields = new LinkedHashSet<>();
    if (side.subscriber(user).isPresent()) {
      fields.add("the id");
    }
    for (String field : Side.FIELDS) {
      JsonNode value = side.field(user, field);
      if (!value.isMissingNode()) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        fields.add(field + " `" + text + "`");
      }
    }
    fields.addAll(tokens(side, user));
    return fields;
  }

  private static String list(Collection<String> parts) {
    return parts.isEmpty() ? "–" : String.join(", ", parts);
  }

  private static List<String> tokens(Side side, String user) {
    List<String> tokens = new ArrayList<>();
    for (JsonNode channel : side.field(user, "channels")) {
      String provider = channel.path("providerId").asText();
      channel
          .at("/credentials/deviceTokens")
          .forEach(token -> tokens.add(provider + " token `" + token.asText() + "`"));
    }
    return tokens;
  }

  private Set<String> users() {
    return relay.came().stream()
        .map(each -> each.moment().event().path("userId").asText(""))
        .filter(user -> !user.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
