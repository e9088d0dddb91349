package dev.segmentnovu.relay.cli.jobs;

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

/** {@code relay jobs ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the jobs that run, and the latest that have ended.",
    footerHeading = "%nExamples:%n",
    footer = "  relay jobs ls")
final class JobsLsCommand extends ListCommand {

  JobsLsCommand(Surroundings surroundings) {
    super(surroundings, "There are no jobs.");
  }

  @Override
  protected Query query() {
    return Query.of("jobs");
  }

  @Override
  protected Table table(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.whole("JOB"),
            Column.whole("ACTION"),
            Column.whole("STATE"),
            Column.whole("DONE"),
            Column.whole("TOTAL"),
            Column.whole("FAILURES").rank(1),
            Column.whole("LEFT").rank(3),
            Column.whole("CREATED").rank(2),
            Column.whole("BY").rank(4));
    for (JsonNode each : items) {
      String state = Json.text(each, "state");
      table
          .add(Json.text(each, "id"))
          .add(Json.text(each, "action"))
          .add(state, StateTone.of(state))
          .add(Json.count(each, "acted"))
          .add(Json.count(each, "total"))
          .add(Json.count(each, "failures"))
          .add(state.equals("running") ? Json.span(each, "secondsLeft") : "-")
          .add(screen.times().local(Json.text(each, "createdAt")))
          .add(Json.orDash(each, "createdBy"));
    }
    return table;
  }
}
