package dev.segmentnovu.relay.cli.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay users ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the parked users.",
    footerHeading = "%nExamples:%n",
    footer = "  relay users ls --source web")
final class UsersLsCommand extends RemoteCommand {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "how many to show; default: ${DEFAULT-VALUE}")
  private int limit;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "where to go on")
  private @Nullable String cursor;

  UsersLsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Query query =
        Query.of("users")
            .with("state", "parked")
            .with("source", source)
            .with("limit", limit)
            .with("cursor", cursor);
    Reply reply = relay.get(query);
    if (json()) {
      printJson(screen, reply);
      return ExitCode.OK;
    }
    var table =
        new Table(
            Column.broken("USER", 10),
            Column.whole("SOURCE"),
            Column.whole("WAITING"),
            Column.whole("PARKED SINCE").rank(1));
    for (JsonNode each : reply.json().path("items")) {
      table
          .add(Json.text(each, "userId"))
          .add(Json.text(each, "source"))
          .add(Json.count(each, "waiting"))
          .add(screen.times().local(Json.text(each, "parkedAt")));
    }
    if (table.isEmpty()) {
      screen.note("No user is parked.");
      return ExitCode.OK;
    }
    screen.print(table);
    String next = Json.text(reply.json(), "next");
    if (!next.isEmpty()) {
      screen.note("More with --cursor " + next);
    }
    return ExitCode.OK;
  }
}
