package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay dlq ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists dead letters, the newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay dlq ls",
      "  relay dlq ls --reason rejected --since 1h",
      "  relay dlq ls --user 42 --json | jq '.items[].message'"
    })
final class DlqLsCommand extends RemoteCommand {

  @Mixin private FilterOptions filter = new FilterOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many to show; default: ${DEFAULT-VALUE}")
  private int limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "where to go on, as the page before said")
  private @Nullable String cursor;

  DlqLsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    Query query =
        Query.of("dead-letters").with(filter.given()).with("limit", limit).with("cursor", cursor);
    Reply reply = relay.get(query);
    if (json()) {
      printJson(screen, reply);
      return ExitCode.OK;
    }
    JsonNode items = reply.json().path("items");
    long total = reply.json().path("total").asLong();
    if (items.isEmpty()) {
      screen.note("No dead letter matches.");
      return ExitCode.OK;
    }
    screen.print(DeadLetterTable.of(screen, items));
    screen.note("%s of %s".formatted(Times.count(items.size()), Times.count(total, "dead letter")));
    String next = Json.text(reply.json(), "next");
    if (!next.isEmpty()) {
      screen.note("More with --cursor " + next);
    }
    return ExitCode.OK;
  }
}
