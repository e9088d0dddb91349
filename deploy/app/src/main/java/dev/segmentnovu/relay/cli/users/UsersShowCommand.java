package dev.segmentnovu.relay.cli.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.deadletters.DeadLetterTable;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.tail.DeliveryTable;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Printable;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;

/** {@code relay users show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what waits for a user, in order, and what happened to the events before.",
      "Says why the first event is not delivered yet; lists dead letters and the latest deliveries."
    },
    footerHeading = "%nExamples:%n",
    footer = "  relay users show 42 --source web")
final class UsersShowCommand extends UserCommand {

  UsersShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(RelayClient relay, Screen screen, User user) {
    print(screen, relay.get(user.query()), json -> print(screen, json));
    return ExitCode.OK;
  }

  private static void print(Screen screen, JsonNode user) {
    String state = Json.text(user, "state");
    String name = "User " + Json.text(user, "userId") + " of " + Json.text(user, "source");
    screen.out().print(Printable.of(name));
    screen.out().println(": " + screen.colored(state, StateTone.of(state)));
    new Fields()
        .add("  waiting", Times.count(user.path("waiting").asLong(), "event"))
        .add("  attempts", Json.count(user, "attempts"))
        .add("  last error", Json.orDash(user, "lastError"))
        .add("  next try", screen.times().local(Json.text(user, "nextTryAt")))
        .print(screen);
    if (!user.path("events").isEmpty()) {
      screen.line("");
      screen.print(waiting(screen, user.path("events")));
    }
    if (!user.path("deadLetters").isEmpty()) {
      screen.line("");
      screen.line("Dead letters:");
      screen.print(DeadLetterTable.of(screen, user.path("deadLetters")));
    }
    if (!user.path("deliveries").isEmpty()) {
      screen.line("");
      screen.line("Latest deliveries:");
      screen.print(DeliveryTable.of(screen, user.path("deliveries")));
    }
  }

  private static Table waiting(Screen screen, JsonNode events) {
    var table =
        new Table(
            Column.whole("NEXT"),
            Column.broken("EVENT", 12),
            Column.broken("MESSAGE ID", 12).rank(1),
            Column.whole("RECEIVED"));
    int position = 0;
    for (JsonNode each : events) {
      table
          .add(Integer.toString(++position))
          .add(Json.eventName(each))
          .add(Json.text(each, "messageId"))
          .add(screen.times().local(Json.text(each, "receivedAt")));
    }
    return table;
  }
}
