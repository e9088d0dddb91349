package dev.segmentnovu.relay.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.status.SourceReason;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Printable;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code relay event}: what happened to an event. */
@Command(
    name = "event",
    mixinStandardHelpOptions = true,
    description = {
      "Shows where an event is, or what happened to it.",
      "It is waiting, delivered, dead, skipped, duplicate, rejected or unknown.",
      "Ends with 1 if it is unknown."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  relay event MESSAGE-ID", "  relay event MESSAGE-ID --source web --user 42"})
public final class EventCommand extends RemoteCommand {

  @Parameters(paramLabel = "MESSAGE-ID", description = "the messageId of the event")
  private String messageId = "";

  @Option(names = "--source", paramLabel = "NAME", description = "its source; finds it faster")
  private @Nullable String source;

  @Option(names = "--user", paramLabel = "ID", description = "its user; finds it faster")
  private @Nullable String user;

  public EventCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Reply reply =
        relay.get(Query.of("events", messageId).with("source", source).with("userId", user));
    print(screen, reply, event -> print(relay, screen, event));
    return Json.text(reply.json(), "state").equals("unknown") ? ExitCode.FAILED : ExitCode.OK;
  }

  private static void print(RelayClient relay, Screen screen, JsonNode event) {
    Times times = screen.times();
    String state = Json.text(event, "state");
    screen.out().print(Printable.of("Event " + Json.text(event, "messageId") + ": "));
    screen.out().println(screen.colored(Printable.of(state), StateTone.of(state)));
    JsonNode request = event.path("request");
    String dead = Json.text(event, "deadLetterId");
    new Fields()
        .add("  source", Json.orDash(event, "source"))
        .add("  user", Json.orDash(event, "userId"))
        .add("  event", Json.event(event))
        .add("  why", Json.orDash(event, "reason"))
        .add("  received", times.local(Json.text(event, "receivedAt")))
        .add("  position", Json.count(event, "position"))
        .add("  attempts", Json.count(event, "attempts"))
        .add("  last error", Json.orDash(event, "lastError"))
        .add("  next try", times.local(Json.text(event, "nextTryAt")))
        .add("  delivered", times.local(Json.text(event, "deliveredAt")))
        .add("  request", (Json.text(request, "method") + " " + Json.text(request, "path")).strip())
        .add("  status", Json.orDash(event, "status"))
        .add("  transaction", Json.orDash(event, "transactionId"))
        .add("  workflow", Json.orDash(event, "workflow"))
        .add("  dead letter", dead.isEmpty() ? "" : dead + " (relay dlq show " + dead + ")")
        .print(screen);
    if (state.equals("waiting")) {
      explainWaiting(relay, screen, Json.text(event, "source"));
    } else if (state.equals("unknown")) {
      explainUnknown(screen, Json.text(event, "knownSince"));
    }
  }

  /** An event mostly waits because its whole source does. */
  private static void explainWaiting(RelayClient relay, Screen screen, String source) {
    JsonNode status = relay.get(Query.of("status")).json();
    for (JsonNode each : status.path("sources")) {
      if (Json.text(each, "source").equals(source) && !Json.text(each, "state").equals("running")) {
        screen.line("");
        SourceReason.print(screen, each);
      }
    }
  }

  private static void explainUnknown(Screen screen, String knownSince) {
    if (!knownSince.isEmpty()) {
      screen.line(
          "What the relay knows of deliveries reaches back to "
              + screen.times().local(knownSince)
              + ".");
    }
    screen.line("If it was refused, relay status and relay rejections say why.");
  }
}
