package dev.segmentnovu.relay.cli.alerts;

import dev.segmentnovu.relay.cli.remote.CommandGroup;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code relay alerts}. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Tests the receivers of alerts.",
    footerHeading = "%nExamples:%n",
    footer = "  relay alerts test")
public final class AlertsCommand extends CommandGroup {

  private AlertsCommand() {}

  /** The command with those below it. */
  public static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new AlertsCommand()).addSubcommand(new AlertsTestCommand(surroundings));
  }
}
