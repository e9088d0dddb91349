package dev.segmentnovu.relay.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import java.util.ArrayList;
import java.util.List;

/** Which commands tell more about a source, or change its state. Pure. */
final class NextCommands {

  private NextCommands() {}

  /**
   * The commands, the most useful first.
   *
   * @param source one source of the answer of {@code GET /admin/status}
   * @return empty if there is nothing to look at
   */
  static List<String> of(JsonNode source) {
    String name = Json.text(source, "source");
    List<String> commands = new ArrayList<>();
    String state = Json.text(source, "state");
    switch (state) {
      case "paused" -> commands.add("relay sources resume " + name);
      case "suspended", "circuit-open" -> commands.add("relay sources probe " + name);
      default -> {}
    }
    long unmapped = source.path("unmapped").asLong();
    // a 429 makes users wait, and is no failure of their events
    boolean isRetrying = source.path("retrying").asLong() > 0 && !state.equals("rate-limited");
    if (source.path("dead").asLong() > unmapped || isRetrying) {
      commands.add("relay issues --source " + name);
    }
    if (source.path("dead").asLong() > unmapped) {
      commands.add("relay dlq ls --source " + name);
    }
    if (unmapped > 0) {
      commands.add("relay unmapped --source " + name);
    }
    if (source.path("parked").asLong() > 0) {
      commands.add("relay users ls --source " + name);
    }
    return commands;
  }
}
