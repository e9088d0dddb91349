package dev.segmentnovu.relay.cli.deadletters;

import dev.segmentnovu.relay.cli.remote.CommandGroup;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code relay dlq}: dead letters. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, shows, replays, discards and exports dead letters.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay dlq ls --since 1h",
      "  relay dlq show ID",
      "  relay dlq replay --reason unmapped --mapping current",
      "  relay dlq discard ID ID",
      "  relay dlq export --source web > dead-letters.ndjson"
    })
public final class DlqCommand extends CommandGroup {

  private DlqCommand() {}

  /** The command with those below it. */
  public static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new DlqCommand())
        .addSubcommand(new DlqLsCommand(surroundings))
        .addSubcommand(new DlqShowCommand(surroundings))
        .addSubcommand(new DlqReplayCommand(surroundings))
        .addSubcommand(new DlqDiscardCommand(surroundings))
        .addSubcommand(new DlqExportCommand(surroundings));
  }
}
