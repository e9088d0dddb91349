package dev.segmentnovu.relay.cli.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.ListCommand;
import dev.segmentnovu.relay.cli.remote.PageOptions;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RevealOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay users ls}. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the parked users.",
    footerHeading = "%nExamples:%n",
    footer = "  relay users ls --source web")
final class UsersLsCommand extends ListCommand {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Mixin private PageOptions page = new PageOptions();
  @Mixin private RevealOption reveal = new RevealOption();

  UsersLsCommand(Surroundings surroundings) {
    super(surroundings, "No user is parked.");
  }

  @Override
  protected Query query() {
    return reveal.addTo(
        page.addTo(Query.of("users").with("state", "parked").with("source", source)));
  }

  @Override
  protected Table table(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.broken("USER", 10),
            Column.whole("SOURCE"),
            Column.whole("WAITING"),
            Column.whole("PARKED SINCE").rank(1));
    for (JsonNode each : items) {
      table
          .add(Json.text(each, "userId"))
          .add(Json.text(each, "source"))
          .add(Json.count(each, "waiting"))
          .add(screen.times().local(Json.text(each, "parkedAt")));
    }
    return table;
  }
}
