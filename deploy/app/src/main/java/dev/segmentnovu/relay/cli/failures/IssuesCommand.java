package dev.segmentnovu.relay.cli.failures;

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

/** {@code relay issues}: failures in groups. */
@Command(
    name = "issues",
    mixinStandardHelpOptions = true,
    description = {
      "Lists failures in groups of the same source, workflow, reason, status and message.",
      "An acknowledged group is not listed until it returns."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  relay issues", "  relay issues --all", "  relay issues --acknowledge ID"})
public final class IssuesCommand extends RemoteCommand {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Option(names = "--all", description = "also those that are acknowledged")
  private boolean all;

  @Option(names = "--acknowledge", paramLabel = "ID", description = "acknowledge this one")
  private @Nullable String acknowledged;

  public IssuesCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    if (acknowledged != null) {
      acknowledge(relay, screen, acknowledged);
      return ExitCode.OK;
    }
    Reply reply =
        relay.get(
            Query.of("issues").with("source", source).with("acknowledged", all ? null : "false"));
    if (json()) {
      printJson(screen, reply);
      return ExitCode.OK;
    }
    JsonNode items = reply.json().path("items");
    if (items.isEmpty()) {
      screen.note("There are no failures.");
    } else {
      screen.print(table(screen, items));
    }
    return ExitCode.OK;
  }

  private void acknowledge(RelayClient relay, Screen screen, String id) {
    Reply reply = relay.post(Query.of("issues", id, "acknowledge"), null);
    if (json()) {
      printJson(screen, reply);
    } else {
      screen.line("Issue " + id + " is acknowledged. It is listed again when it returns.");
    }
  }

  private static Table table(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.whole("ID"),
            Column.whole("COUNT"),
            Column.whole("RETRIES").rank(5),
            Column.whole("USERS").rank(3),
            Column.whole("SOURCE").rank(4),
            Column.broken("WORKFLOW", 8).rank(2),
            Column.whole("REASON"),
            Column.whole("STATUS").rank(5),
            Column.broken("MESSAGE", 14).rank(1),
            Column.whole("LAST").rank(4));
    for (JsonNode each : items) {
      table
          .add(Json.text(each, "id"))
          .add(Json.count(each, "count"))
          .add(Json.count(each, "retries"))
          .add(Json.count(each, "users"))
          .add(Json.text(each, "source"))
          .add(Json.orDash(each, "workflow"))
          .add(Json.text(each, "reason"))
          .add(Json.orDash(each, "status"))
          .add(Json.text(each, "message"))
          .add(screen.times().local(Json.text(each, "lastSeen")));
    }
    return table;
  }
}
