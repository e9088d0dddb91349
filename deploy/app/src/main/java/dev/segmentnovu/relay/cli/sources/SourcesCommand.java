package dev.segmentnovu.relay.cli.sources;

import dev.segmentnovu.relay.cli.remote.CommandGroup;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code relay sources}. */
@Command(
    name = "sources",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists sources; stops and resumes their delivery; asks Novu with their keys.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay sources ls",
      "  relay sources pause web --reason 'wrong template'",
      "  relay sources resume web",
      "  relay sources probe web"
    })
public final class SourcesCommand extends CommandGroup {

  private SourcesCommand() {}

  /** The command with those below it. */
  public static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new SourcesCommand())
        .addSubcommand(new SourcesLsCommand(surroundings))
        .addSubcommand(new SourcesPauseCommand(surroundings))
        .addSubcommand(new SourcesResumeCommand(surroundings))
        .addSubcommand(new SourcesProbeCommand(surroundings));
  }
}
