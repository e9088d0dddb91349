package dev.segmentnovu.relay.cli.users;

import dev.segmentnovu.relay.cli.remote.CommandGroup;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code relay users}: the events of one user. */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows a user's events; parks, retries, skips and forgets.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay users show 42",
      "  relay users park 42 --source web",
      "  relay users ls",
      "  relay users forget 42"
    })
public final class UsersCommand extends CommandGroup {

  private UsersCommand() {}

  /** The command with those below it. */
  public static CommandLine of(Surroundings surroundings) {
    return new CommandLine(new UsersCommand())
        .addSubcommand(new UsersLsCommand(surroundings))
        .addSubcommand(new UsersShowCommand(surroundings))
        .addSubcommand(new UserActions.Park(surroundings))
        .addSubcommand(new UserActions.Unpark(surroundings))
        .addSubcommand(new UserActions.Retry(surroundings))
        .addSubcommand(new UserActions.Skip(surroundings))
        .addSubcommand(new UsersForgetCommand(surroundings));
  }
}
