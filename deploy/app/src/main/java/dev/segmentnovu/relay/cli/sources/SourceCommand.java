package dev.segmentnovu.relay.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import picocli.CommandLine.Parameters;

/** A command that makes one call about one source. */
abstract class SourceCommand extends RemoteCommand {

  @Parameters(paramLabel = "SOURCE", description = "the name of the source")
  private String source = "";

  private final String action;

  SourceCommand(Surroundings surroundings, String action) {
    super(surroundings);
    this.action = action;
  }

  @Override
  protected final int run(RelayClient relay, Screen screen) {
    Reply reply = call(relay, Query.of("sources", source, action));
    print(screen, reply, json -> print(screen, source, json));
    return exitCode(reply);
  }

  /** Makes the call. */
  Reply call(RelayClient relay, Query query) {
    return relay.post(query, null);
  }

  /** Prints the answer for people. */
  abstract void print(Screen screen, String name, JsonNode answer);

  /** The exit code for an answer. */
  abstract int exitCode(Reply reply);
}
