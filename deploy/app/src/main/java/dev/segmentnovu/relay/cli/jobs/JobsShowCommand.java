package dev.segmentnovu.relay.cli.jobs;

import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code relay jobs show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a job. With --follow, shows its progress until it ends.",
      "With --follow, ends with 1 if the job is cancelled, failed, or had failures."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  relay jobs show 7f3a", "  relay jobs show --follow 7f3a"})
final class JobsShowCommand extends RemoteCommand {

  @Parameters(paramLabel = "ID", description = "the job's id, from relay jobs ls")
  private String id = "";

  @Option(names = "--follow", description = "show its progress until it ends")
  private boolean follow;

  JobsShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Reply reply = follow ? JobRun.follow(relay, screen, id) : relay.get(Query.of("jobs", id));
    print(screen, reply, job -> JobRun.print(screen, job));
    return follow ? JobRun.exitCode(reply.json()) : ExitCode.OK;
  }
}
