package dev.segmentnovu.relay.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.terminal.Printable;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.cli.terminal.Tone;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a live event as one line for people. */
final class LiveLine {

  private static final List<String> MINUTE =
      List.of(
          "received",
          "duplicate",
          "rejected",
          "anonymous",
          "skipped",
          "unmapped",
          "delivered",
          "retried",
          "dead",
          "replayed",
          "depth");

  private final Screen screen;

  LiveLine(Screen screen) {
    this.screen = screen;
  }

  /** The line, safe to print. */
  String of(String name, JsonNode data) {
    String word = word(name, data);
    return Printable.of(at(name, data))
        + "  "
        + screen.colored(String.format("%-12s", Printable.of(word)), tone(name, word))
        + "  "
        + Printable.of(rest(name, data));
  }

  private String at(String name, JsonNode data) {
    String member =
        switch (name) {
          case "dead" -> "deadAt";
          case "failure" -> "lastSeen";
          case "state" -> "since";
          default -> "at";
        };
    String time = Json.text(data, member);
    time = time.isEmpty() ? Json.text(data, "at") : time;
    // a source that runs has no time since when
    return time.isEmpty() ? screen.times().now() : screen.times().local(time);
  }

  private static String word(String name, JsonNode data) {
    return switch (name) {
      case "delivery" -> Json.orDash(data, "outcome");
      case "failure" -> "failed";
      case "state" -> Json.orDash(data, "state");
      default -> name;
    };
  }

  private static Tone tone(String name, String word) {
    return name.equals("failure") ? Tone.WARNING : StateTone.of(word);
  }

  private static String rest(String name, JsonNode data) {
    return switch (name) {
      case "delivery" -> subject(data) + delivery(data);
      case "failure" -> subject(data) + workflow(data) + why(data) + counts(data);
      case "dead" -> subject(data) + ": " + Json.orDash(data, "reason") + why(data) + id(data);
      case "rejected" -> subject(data) + ": " + Json.orDash(data, "code") + why(data);
      case "state" -> Json.text(data, "source") + reason(data);
      case "counts" -> Json.text(data, "source") + ": " + minute(data);
      default -> data.toString();
    };
  }

  private static String subject(JsonNode data) {
    String user = Json.text(data, "userId");
    String event = Json.event(data);
    return Json.text(data, "source")
        + (user.isEmpty() ? "" : " user " + user)
        + (event.isEmpty() ? "" : " " + event);
  }

  private static String delivery(JsonNode data) {
    var text = new StringBuilder();
    text.append(workflow(data));
    if (!Json.text(data, "method").isEmpty()) {
      text.append(", ")
          .append(Json.text(data, "method"))
          .append(' ')
          .append(Json.text(data, "path"));
    }
    if (!Json.text(data, "status").isEmpty()) {
      text.append(" → ").append(Json.text(data, "status"));
    }
    if (data.path("tookMillis").isNumber()) {
      text.append(" after ").append(Times.span(data.path("tookMillis").asDouble() / 1_000));
    }
    return text.append(reason(data)).toString();
  }

  private static String workflow(JsonNode data) {
    String workflow = Json.text(data, "workflow");
    return workflow.isEmpty() ? "" : " → " + workflow;
  }

  private static String reason(JsonNode data) {
    String reason = Json.text(data, "reason");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static String why(JsonNode data) {
    String message = Json.text(data, "message");
    String status = Json.text(data, "status");
    // failure groups have no values in their messages, so they begin with "Novu answered <number>"
    message = message.replaceFirst("^Novu answered <number>", "Novu answered " + status);
    boolean isSaid = status.isEmpty() || message.startsWith("Novu answered " + status);
    return (message.isEmpty() ? "" : ": " + message)
        + (isSaid ? "" : " (Novu answered " + status + ")");
  }

  /** How often a failure group has failed in all. */
  private static String counts(JsonNode group) {
    return "; retried "
        + Times.count(group.path("retries").asLong(), "time")
        + ", "
        + Times.count(group.path("count").asLong(), "dead letter")
        + ", "
        + Times.count(group.path("users").asLong(), "user");
  }

  /** What happened so far in the present minute, as far as it is not nothing. */
  private static String minute(JsonNode counts) {
    String happened =
        MINUTE.stream()
            .filter(name -> counts.path(name).asLong() > 0)
            .map(name -> name + " " + Json.count(counts, name))
            .collect(Collectors.joining(", "));
    return happened.isEmpty() ? "nothing in this minute" : happened;
  }

  private static String id(JsonNode data) {
    String id = Json.text(data, "id");
    return id.isEmpty() ? "" : "; relay dlq show " + id;
  }
}
