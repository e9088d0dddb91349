package dev.segmentnovu.relay.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;

/** {@code relay sources probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Lets the relay ask Novu now, with the key of a source; changes nothing there.",
      "Ends with 1 if Novu does not answer as it should."
    },
    footerHeading = "%nExamples:%n",
    footer = "  relay sources probe web")
final class SourcesProbeCommand extends SourceCommand {

  SourcesProbeCommand(Surroundings surroundings) {
    super(surroundings, "probe");
  }

  @Override
  void print(Screen screen, String name, JsonNode json) {
    String status = Json.text(json, "status");
    screen.line(
        (isWell(json) ? "✓ " : "✗ ")
            + name
            + ": "
            + (status.isEmpty() ? "no answer of Novu" : "Novu answers " + status)
            + " after "
            + Times.span(json.path("tookMillis").asDouble() / 1_000)
            + (Json.text(json, "message").isEmpty() ? "" : ": " + Json.text(json, "message")));
  }

  @Override
  int exitCode(Reply reply) {
    return isWell(reply.json()) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static boolean isWell(JsonNode json) {
    return json.path("ok").asBoolean();
  }
}
