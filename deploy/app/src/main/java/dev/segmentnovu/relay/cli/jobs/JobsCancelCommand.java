package dev.segmentnovu.relay.cli.jobs;

import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code relay jobs cancel}. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Stops a job. What it has done stays done.",
    footerHeading = "%nExamples:%n",
    footer = "  relay jobs cancel 7f3a")
final class JobsCancelCommand extends RemoteCommand {

  @Parameters(paramLabel = "ID", description = "the job's id, from relay jobs ls")
  private String id = "";

  JobsCancelCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    print(
        screen,
        relay.post(Query.of("jobs", id, "cancel"), null),
        job -> screen.line("Job " + id + " is cancelled. What it has done stays done."));
    return ExitCode.OK;
  }
}
