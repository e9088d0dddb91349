package dev.segmentnovu.relay.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.ListCommand;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import picocli.CommandLine.Command;

/** {@code relay sources ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the sources.",
    footerHeading = "%nExamples:%n",
    footer = "  relay sources ls")
final class SourcesLsCommand extends ListCommand {

  SourcesLsCommand(Surroundings surroundings) {
    super(surroundings, "No source is configured.");
  }

  @Override
  protected Query query() {
    return Query.of("sources");
  }

  @Override
  protected Table table(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.whole("SOURCE"),
            Column.whole("STATE"),
            Column.whole("PAUSED BY").rank(2),
            Column.whole("PAUSED SINCE").rank(3),
            Column.broken("NOVU", 16).rank(1),
            Column.whole("WORKFLOWS").rank(4),
            Column.whole("RULES").rank(5));
    for (JsonNode each : items) {
      String state = Json.text(each, "state");
      table
          .add(Json.text(each, "source"))
          .add(state, StateTone.of(state))
          .add(Json.orDash(each, "pausedBy"))
          .add(screen.times().local(Json.text(each, "pausedAt")))
          .add(Json.text(each, "novuUrl"))
          .add(Json.count(each, "workflows"))
          .add(Json.count(each, "rules"));
    }
    return table;
  }
}
