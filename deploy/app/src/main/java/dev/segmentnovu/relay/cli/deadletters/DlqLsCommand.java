package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.ListCommand;
import dev.segmentnovu.relay.cli.remote.PageOptions;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RevealOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code relay dlq ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists dead letters, the newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay dlq ls",
      "  relay dlq ls --reason rejected --since 1h",
      "  relay dlq ls --user ada@example.com --reveal",
      "  relay dlq ls --user 42 --json | jq '.items[].message'"
    })
final class DlqLsCommand extends ListCommand {

  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private PageOptions page = new PageOptions();
  @Mixin private RevealOption reveal = new RevealOption();

  DlqLsCommand(Surroundings surroundings) {
    super(surroundings, "No dead letter matches.");
  }

  @Override
  protected Query query() {
    return reveal.addTo(page.addTo(Query.of("dead-letters").with(filter.given())));
  }

  @Override
  protected Table table(Screen screen, JsonNode items) {
    return DeadLetterTable.of(screen, items);
  }

  @Override
  protected void below(Screen screen, JsonNode list) {
    long total = list.path("total").asLong();
    screen.note(
        "%s of %s"
            .formatted(Times.count(list.path("items").size()), Times.count(total, "dead letter")));
  }
}
