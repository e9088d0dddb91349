package dev.segmentnovu.relay.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code relay status}: the state of each source, of the processes and of Redis. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows whether each source delivers, and if not, why and what to do.",
      "Lists the live workers and ingests, and what Redis holds.",
      "Ends with 1 if a source delivers nothing: any state but running and rate-limited."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay status",
      "  RELAY_ADMIN_TOKEN=... relay status --url https://relay.example:8081",
      "  relay status --json | jq '.sources[].state'"
    })
public final class StatusCommand extends RemoteCommand {

  private static final Set<String> DELIVERING = Set.of("running", "rate-limited");

  public StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Reply reply = relay.get(Query.of("status"));
    print(screen, reply, status -> new StatusReport(screen).print(status));
    boolean allDeliver =
        reply
            .json()
            .path("sources")
            .valueStream()
            .map(source -> source.path("state").asText())
            .allMatch(DELIVERING::contains);
    return allDeliver ? ExitCode.OK : ExitCode.FAILED;
  }

  /** How a state is meant: whether something must be done about it. */
  static boolean delivers(JsonNode source) {
    return DELIVERING.contains(source.path("state").asText());
  }
}
