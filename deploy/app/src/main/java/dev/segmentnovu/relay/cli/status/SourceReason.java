package dev.segmentnovu.relay.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Times;

/** Prints why a source is in its state, and what to do. */
public final class SourceReason {

  private SourceReason() {}

  /**
   * Prints the state for people.
   *
   * @param source one source of the answer of {@code GET /admin/status}
   */
  public static void print(Screen screen, JsonNode source) {
    Times times = screen.times();
    screen.line(Json.text(source, "source") + " is " + Json.text(source, "state"));
    new Fields()
        .add("  why", Json.orDash(source, "reason"))
        .add("  what to do", Json.orDash(source, "remedy"))
        .add("  since", times.local(Json.text(source, "since")))
        .add("  until", times.local(Json.text(source, "until")))
        .add("  next probe", times.local(Json.text(source, "nextProbe")))
        .add("  paused by", Json.orDash(source, "pausedBy"))
        .add("  commands", String.join("; ", NextCommands.of(source)))
        .print(screen);
  }
}
