package dev.segmentnovu.relay.cli.failures;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.ListCommand;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RevealOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.cli.terminal.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay unmapped}: events for which no workflow is mapped. */
@Command(
    name = "unmapped",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the names of events for which no workflow is mapped, with the lines that relay.yaml"
          + " lacks.",
      "When they are mapped: relay dlq replay --reason unmapped --event NAME --mapping current"
    },
    footerHeading = "%nExamples:%n",
    footer = "  relay unmapped --source web")
public final class UnmappedCommand extends ListCommand {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Mixin private RevealOption reveal = new RevealOption();

  public UnmappedCommand(Surroundings surroundings) {
    super(surroundings, "A workflow is mapped for every event.");
  }

  @Override
  protected Query query() {
    return reveal.addTo(Query.of("unmapped").with("source", source));
  }

  @Override
  protected Table table(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.broken("EVENT", 16),
            Column.whole("SOURCE"),
            Column.whole("COUNT"),
            Column.whole("DEAD LETTERS").rank(2),
            Column.whole("FIRST").rank(3),
            Column.whole("LAST").rank(1));
    for (JsonNode each : items) {
      table
          .add(Json.text(each, "event").isEmpty() ? "(others)" : Json.text(each, "event"))
          .add(Json.text(each, "source"))
          .add(Json.count(each, "count"))
          .add(Json.count(each, "deadLetters"))
          .add(screen.times().local(Json.text(each, "firstSeen")))
          .add(screen.times().local(Json.text(each, "lastSeen")));
    }
    return table;
  }

  @Override
  protected void below(Screen screen, JsonNode list) {
    List<String> mapped =
        list.path("items")
            .valueStream()
            .filter(each -> each.path("mapped").asBoolean())
            .map(each -> Json.text(each, "event"))
            .toList();
    if (!mapped.isEmpty()) {
      screen.line("");
      screen.paragraph(
          "Mapped since: "
              + String.join(", ", mapped)
              + ". If dead letters of them wait, send them with relay dlq replay --reason unmapped"
              + " --event NAME --mapping current.");
    }
    List<String> lines =
        list.path("items")
            .valueStream()
            .map(each -> Json.text(each, "line"))
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      return;
    }
    screen.line("");
    screen.line("Add the ones you want to relay.yaml, under workflows of the source:");
    lines.stream().filter(line -> !reveal.isMasked(line)).forEach(screen::line);
    long masked = lines.stream().filter(reveal::isMasked).count();
    if (masked > 0) {
      screen.note(
          Times.count(masked, "line")
              + " left out, because a masked name would match no event: --reveal shows all");
    }
  }
}
