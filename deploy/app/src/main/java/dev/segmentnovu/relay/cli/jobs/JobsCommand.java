package dev.segmentnovu.relay.cli.jobs;

import dev.segmentnovu.relay.cli.remote.CommandGroup;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code relay jobs}: replays, discards and exports of many dead letters. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, follows and cancels jobs, which replay, discard or export dead letters.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay jobs ls",
      "  relay jobs show --follow 4fb5af00f92ec2b5",
      "  relay jobs cancel 4fb5af00f92ec2b5"
    })
public final class JobsCommand extends CommandGroup {

  private JobsCommand() {}

  /** The command with those below it. */
  public static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new JobsCommand())
        .addSubcommand(new JobsLsCommand(surroundings))
        .addSubcommand(new JobsShowCommand(surroundings))
        .addSubcommand(new JobsCancelCommand(surroundings));
  }
}
