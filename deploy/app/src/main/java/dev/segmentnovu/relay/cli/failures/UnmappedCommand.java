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

/** {@code relay unmapped}: events for which no workflow is mapped. */
@Command(
    name = "unmapped",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the names of events for which no workflow is mapped, with the lines that relay.yaml"
          + " lacks.",
      "When they are mapped: relay dlq replay --reason unmapped --event NAME --mapping current"
    },
    footerHeading = "%nExamples:%n",
    footer = "  relay unmapped --source web")
public final class UnmappedCommand extends RemoteCommand {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  public UnmappedCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Reply reply = relay.get(Query.of("unmapped").with("source", source));
    if (json()) {
      printJson(screen, reply);
      return ExitCode.OK;
    }
    JsonNode items = reply.json().path("items");
    if (items.isEmpty()) {
      screen.note("A workflow is mapped for every event.");
      return ExitCode.OK;
    }
    var table =
        new Table(
            Column.broken("EVENT", 16),
            Column.whole("SOURCE"),
            Column.whole("COUNT"),
            Column.whole("DEAD LETTERS").rank(2),
            Column.whole("FIRST").rank(3),
            Column.whole("LAST").rank(1));
    for (JsonNode each : items) {
      table
          .add(Json.text(each, "event"))
          .add(Json.text(each, "source"))
          .add(Json.count(each, "count"))
          .add(Json.count(each, "deadLetters"))
          .add(screen.times().local(Json.text(each, "firstSeen")))
          .add(screen.times().local(Json.text(each, "lastSeen")));
    }
    screen.print(table);
    screen.line("");
    screen.line("Add the ones you want to relay.yaml, under workflows of the source:");
    items.forEach(each -> screen.line(Json.text(each, "line")));
    return ExitCode.OK;
  }
}
