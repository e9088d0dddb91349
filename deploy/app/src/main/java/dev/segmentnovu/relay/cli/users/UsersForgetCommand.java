package dev.segmentnovu.relay.cli.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Consent;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code relay users forget}. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes all that the relay holds of a user.",
      "That is waiting events, dead letters, deliveries and rejections. Asks before.",
      "Novu keeps its subscriber: send Segment's delete for that."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  relay users forget 42 --source web", "  relay users forget 42 --yes"})
final class UsersForgetCommand extends UserCommand {

  @Mixin private Consent consent = new Consent();

  UsersForgetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(RelayClient relay, Screen screen, User user) {
    JsonNode known = relay.get(user.query()).json();
    String question =
        "Delete for good all that the relay holds of %s, with %s and %s?"
            .formatted(
                user,
                Times.count(known.path("waiting").asLong(), "waiting event"),
                atLeast(known.path("deadLetters").size()));
    if (!consent.given(screen, question)) {
      return ExitCode.FAILED;
    }
    print(
        screen,
        relay.delete(user.query()),
        removed ->
            screen.line(
                "The relay has forgotten %s: %s waiting, %s dead letters, %s deliveries, %s rejections."
                    .formatted(
                        user,
                        Json.count(removed, "queued"),
                        Json.count(removed, "deadLetters"),
                        Json.count(removed, "deliveries"),
                        Json.count(removed, "rejections"))));
    return ExitCode.OK;
  }

  /** The API shows at most twenty. */
  private static String atLeast(int deadLetters) {
    return deadLetters < 20
        ? Times.count(deadLetters, "dead letter")
        : "at least " + deadLetters + " dead letters";
  }
}
