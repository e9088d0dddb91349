package dev.segmentnovu.relay.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;

/** {@code relay jobs ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the jobs that run, and the latest that have ended.",
    footerHeading = "%nExamples:%n",
    footer = "  relay jobs ls")
final class JobsLsCommand extends RemoteCommand {

  JobsLsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Reply reply = relay.get(Query.of("jobs"));
    if (json()) {
      printJson(screen, reply);
      return ExitCode.OK;
    }
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
    for (JsonNode each : reply.json().path("items")) {
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
    if (table.isEmpty()) {
      screen.note("There are no jobs.");
    } else {
      screen.print(table);
    }
    return ExitCode.OK;
  }
}
