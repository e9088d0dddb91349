package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about. The relay checks the values. */
final class FilterOptions {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "with this reason, for example unmapped, rejected or exhausted")
  private @Nullable String reason;

  @Option(names = "--workflow", paramLabel = "ID", description = "for this workflow of Novu")
  private @Nullable String workflow;

  @Option(names = "--status", paramLabel = "CODE", description = "with this HTTP status of Novu")
  private @Nullable String status;

  @Option(names = "--user", paramLabel = "ID", description = "of this user")
  private @Nullable String user;

  @Option(names = "--message-id", paramLabel = "ID", description = "of the event with this id")
  private @Nullable String messageId;

  @Option(names = "--event", paramLabel = "NAME", description = "of tracks with this name")
  private @Nullable String event;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "whose message contains this text, in any case of its letters")
  private @Nullable String text;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "dead since this time: 30m, 1h, 7d ago, or an instant in ISO-8601")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "dead before this time")
  private @Nullable String until;

  /** The given ones by their names in the admin API; empty if there is none. */
  Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>();
    put(given, "source", source);
    put(given, "reason", reason);
    put(given, "workflow", workflow);
    put(given, "status", status);
    put(given, "userId", user);
    put(given, "messageId", messageId);
    put(given, "event", event);
    put(given, "text", text);
    put(given, "since", since);
    put(given, "until", until);
    return given;
  }

  private static void put(Map<String, String> given, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      given.put(name, value);
    }
  }

  /** The same as a JSON object. */
  ObjectNode json() {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    given().forEach(json::put);
    return json;
  }

  /** The same in words: {@code reason=unmapped, source=web}; {@code all} if there is none. */
  String words() {
    return given().isEmpty()
        ? "all"
        : given().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(", "));
  }
}
