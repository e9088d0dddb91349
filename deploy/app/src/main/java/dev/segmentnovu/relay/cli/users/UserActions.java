package dev.segmentnovu.relay.cli.users;

import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;

/** The commands that change one user with one call and need no consent, as they can be undone. */
final class UserActions {

  private UserActions() {}

  /** One of them. */
  private abstract static class Action extends UserCommand {

    private final String path;
    private final String done;

    Action(Surroundings surroundings, String path, String done) {
      super(surroundings);
      this.path = path;
      this.done = done;
    }

    @Override
    final int run(RelayClient relay, Screen screen, User user) {
      print(
          screen, relay.post(user.query(path), null), nothing -> screen.line(done.formatted(user)));
      return ExitCode.OK;
    }
  }

  /** {@code relay users park}. */
  @Command(
      name = "park",
      mixinStandardHelpOptions = true,
      description = "Holds the events of a user until relay users unpark; new ones wait too.",
      footerHeading = "%nExamples:%n",
      footer = "  relay users park 42 --source web")
  static final class Park extends Action {
    Park(Surroundings surroundings) {
      super(surroundings, "park", "The events of %s wait until relay users unpark.");
    }
  }

  /** {@code relay users unpark}. */
  @Command(
      name = "unpark",
      mixinStandardHelpOptions = true,
      description = "Lets the events of a parked user go on.",
      footerHeading = "%nExamples:%n",
      footer = "  relay users unpark 42 --source web")
  static final class Unpark extends Action {
    Unpark(Surroundings surroundings) {
      super(surroundings, "unpark", "The events of %s go on.");
    }
  }

  /** {@code relay users retry}. */
  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Tries the first event of a user now, in place of at the end of its backoff.",
      footerHeading = "%nExamples:%n",
      footer = "  relay users retry 42 --source web")
  static final class Retry extends Action {
    Retry(Surroundings surroundings) {
      super(surroundings, "retry", "The first event of %s is tried now.");
    }
  }

  /** {@code relay users skip}. */
  @Command(
      name = "skip",
      mixinStandardHelpOptions = true,
      description = "Makes the first event of a user a dead letter, so that the others go on.",
      footerHeading = "%nExamples:%n",
      footer = "  relay users skip 42 --source web")
  static final class Skip extends Action {
    Skip(Surroundings surroundings) {
      super(
          surroundings,
          "skip",
          "The first event of %s is a dead letter now: see relay dlq ls, and replay it when you"
              + " like.");
    }
  }
}
