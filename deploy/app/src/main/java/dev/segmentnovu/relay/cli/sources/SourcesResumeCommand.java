package dev.segmentnovu.relay.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;

/** {@code relay sources resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Lets a paused source deliver again.",
    footerHeading = "%nExamples:%n",
    footer = "  relay sources resume web")
final class SourcesResumeCommand extends SourceCommand {

  SourcesResumeCommand(Surroundings surroundings) {
    super(surroundings, "resume");
  }

  @Override
  void print(Screen screen, String name, JsonNode answer) {
    screen.line("Source " + name + " is " + Json.text(answer, "state") + " again.");
  }

  @Override
  int exitCode(Reply reply) {
    return ExitCode.OK;
  }
}
