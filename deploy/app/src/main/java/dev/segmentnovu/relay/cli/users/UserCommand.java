package dev.segmentnovu.relay.cli.users;

import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.SourceOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one user. */
abstract class UserCommand extends RemoteCommand {

  @Parameters(paramLabel = "USER", description = "the user's id in Segment")
  private String userId = "";

  @Mixin private SourceOption source = new SourceOption();

  UserCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected final int run(RelayClient relay, Screen screen) {
    return run(relay, screen, new User(source.name(relay), userId));
  }

  /**
   * Does the work of the command.
   *
   * @return the exit code
   */
  abstract int run(RelayClient relay, Screen screen, User user);

  /** A user of a source. */
  record User(String source, String id) {

    Query query() {
      return Query.of("users", source, id);
    }

    Query query(String action) {
      return Query.of("users", source, id, action);
    }

    /** As it stands in a sentence. */
    @Override
    public String toString() {
      return "user " + id + " of source " + source;
    }
  }
}
