package dev.segmentnovu.relay.cli.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;

/** {@code relay alerts test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a test alert to each configured receiver, and shows whether it was taken.",
      "Ends with 1 if a receiver did not take it, or none is configured."
    },
    footerHeading = "%nExamples:%n",
    footer = "  relay alerts test")
final class AlertsTestCommand extends RemoteCommand {

  AlertsTestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Reply reply = relay.post(Query.of("alerts", "test"), null);
    JsonNode receivers = reply.json().path("receivers");
    if (json()) {
      printJson(screen, reply);
    } else if (receivers.isEmpty()) {
      screen.line("No receiver is configured: set alerts in relay.yaml.");
    } else {
      receivers.forEach(each -> screen.line(line(each)));
    }
    boolean allTook =
        !receivers.isEmpty() && receivers.valueStream().allMatch(AlertsTestCommand::isTaken);
    return allTook ? ExitCode.OK : ExitCode.FAILED;
  }

  private static boolean isTaken(JsonNode receiver) {
    return receiver.path("delivered").asBoolean();
  }

  private static String line(JsonNode receiver) {
    String status = Json.text(receiver, "status");
    String error = Json.text(receiver, "error");
    return (isTaken(receiver) ? "✓ " : "✗ ")
        + Json.text(receiver, "name")
        + (status.isEmpty() ? "" : " answers " + status)
        + (error.isEmpty() ? "" : ": " + error);
  }
}
