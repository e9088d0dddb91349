package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code relay dlq show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows a dead letter in full: the event, the request, Novu's answer and every attempt.",
    footerHeading = "%nExamples:%n",
    footer = {"  relay dlq show ID", "  relay dlq show ID --json > dead-letter.json"})
final class DlqShowCommand extends RemoteCommand {

  @Parameters(paramLabel = "ID", description = "the dead letter's id, from relay dlq ls")
  private String id = "";

  DlqShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    print(screen, relay.get(Query.of("dead-letters", id)), letter -> print(screen, letter));
    return ExitCode.OK;
  }

  private static void print(Screen screen, JsonNode letter) {
    new Fields()
        .add("Dead letter", Json.text(letter, "id"))
        .add("Replay of", Json.orDash(letter, "previousId"))
        .add("Source", Json.text(letter, "source"))
        .add("User", Json.text(letter, "userId"))
        .add("Event", Json.event(letter))
        .add("Message id", Json.text(letter, "messageId"))
        .add("Reason", Json.text(letter, "reason"))
        .add("Message", Json.text(letter, "message"))
        .add("Status", Json.orDash(letter, "status"))
        .add("Attempts", Json.count(letter, "attempts"))
        .add("Replays", Json.count(letter, "replays"))
        .add("Received", screen.times().local(Json.text(letter, "receivedAt")))
        .add("First attempt", screen.times().local(Json.text(letter, "firstAttemptAt")))
        .add("Dead since", screen.times().local(Json.text(letter, "deadAt")))
        .add("Not after", screen.times().local(Json.text(letter, "notAfter")))
        .print(screen);
    part(screen, "The event as received", letter.path("received"));
    part(screen, "The request to Novu", letter.path("request"));
    part(screen, "Novu's answer", letter.path("response"));
    part(screen, "Attempts before", letter.path("history"));
  }

  private static void part(Screen screen, String title, JsonNode part) {
    if (part.isMissingNode() || part.isNull() || (part.isContainerNode() && part.isEmpty())) {
      return;
    }
    screen.line("");
    screen.line(title + ":");
    Json.pretty(part).lines().forEach(screen::line);
  }
}
