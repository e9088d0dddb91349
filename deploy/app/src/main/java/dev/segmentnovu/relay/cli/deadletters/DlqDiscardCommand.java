package dev.segmentnovu.relay.cli.deadletters;

import dev.segmentnovu.relay.cli.remote.Consent;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import picocli.CommandLine.Command;

/** {@code relay dlq discard}. */
@Command(
    name = "discard",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes dead letters for good: those with the given ids, or, as a job, all that match a"
          + " filter.",
      "Asks before, with their number.",
      "Ends with 1 if one of them could not be deleted, or the answer was no."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay dlq discard ID ID",
      "  relay dlq discard --event 'Page Scrolled' --dry-run",
      "  relay dlq discard --reason unmapped --until 7d --yes"
    })
final class DlqDiscardCommand extends BulkCommand {

  DlqDiscardCommand(Surroundings surroundings) {
    super(surroundings, "discard", "Delete for good");
  }

  @Override
  boolean agreed(Screen screen, Consent given, int count) {
    return given.given(screen, "Delete for good " + Times.count(count, "dead letter") + "?");
  }

  @Override
  Reply act(RelayClient relay, Screen screen, String id) {
    Reply reply = relay.delete(Query.of("dead-letters", id));
    if (!json()) {
      screen.line("✓ " + id + " is deleted");
    }
    return reply;
  }
}
