package dev.segmentnovu.relay.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay sources pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Stops the delivery of a source in all workers, until relay sources resume.",
      "Events are still accepted and wait. Calls that are under way end."
    },
    footerHeading = "%nExamples:%n",
    footer = "  relay sources pause web --reason 'wrong template'")
final class SourcesPauseCommand extends SourceCommand {

  @Option(names = "--reason", paramLabel = "TEXT", description = "for those who look at it later")
  private @Nullable String reason;

  SourcesPauseCommand(Surroundings surroundings) {
    super(surroundings, "pause");
  }

  @Override
  Reply call(RelayClient relay, Query query) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    if (reason != null) {
      body.put("reason", reason);
    }
    return relay.post(query, body);
  }

  @Override
  void print(Screen screen, String name, JsonNode answer) {
    screen.line(
        "Source %s is paused since %s by %s. Events are accepted and wait. Go on with relay sources resume %s"
            .formatted(
                name,
                screen.times().local(Json.text(answer, "pausedAt")),
                Json.orDash(answer, "pausedBy"),
                name));
  }

  @Override
  int exitCode(Reply reply) {
    return ExitCode.OK;
  }
}
