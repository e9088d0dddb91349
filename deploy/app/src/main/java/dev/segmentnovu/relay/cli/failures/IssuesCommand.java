package dev.segmentnovu.relay.cli.failures;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.ListCommand;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RevealOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay issues}: failures in groups. */
@Command(
    name = "issues",
    mixinStandardHelpOptions = true,
    description = {
      "Lists failures in groups of the same source, workflow, reason, status and message.",
      "An acknowledged group is not listed until it returns."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  relay issues", "  relay issues --all", "  relay issues --acknowledge ID"})
public final class IssuesCommand extends ListCommand {

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Option(names = "--all", description = "also those that are acknowledged")
  private boolean all;

  @Option(names = "--acknowledge", paramLabel = "ID", description = "acknowledge this one")
  private @Nullable String acknowledged;

  @Mixin private RevealOption reveal = new RevealOption();

  public IssuesCommand(Surroundings surroundings) {
    super(surroundings, "There are no failures.");
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    return acknowledged == null
        ? super.run(relay, screen)
        : acknowledge(relay, screen, acknowledged);
  }

  private int acknowledge(RelayClient relay, Screen screen, String id) {
    print(
        screen,
        relay.post(Query.of("issues", id, "acknowledge"), null),
        issue ->
            screen.line("Issue " + id + " is acknowledged. It is listed again when it returns."));
    return ExitCode.OK;
  }

  @Override
  protected Query query() {
    return reveal.addTo(
        Query.of("issues").with("source", source).with("acknowledged", all ? null : "false"));
  }

  @Override
  protected Table table(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.whole("ID"),
            Column.whole("COUNT"),
            Column.whole("RETRIES").rank(5),
            Column.whole("USERS").rank(3),
            Column.whole("SOURCE").rank(4),
            Column.broken("WORKFLOW", 8).rank(2),
            Column.whole("REASON"),
            Column.whole("STATUS").rank(5),
            Column.broken("MESSAGE", 16),
            Column.whole("LAST").rank(4));
    for (JsonNode each : items) {
      table
          .add(Json.text(each, "id"))
          .add(Json.count(each, "count"))
          .add(Json.count(each, "retries"))
          .add(Json.count(each, "users"))
          .add(Json.text(each, "source"))
          .add(Json.orDash(each, "workflow"))
          .add(Json.text(each, "reason"))
          .add(Json.orDash(each, "status"))
          .add(Json.text(each, "message"))
          .add(screen.times().local(Json.text(each, "lastSeen")));
    }
    return table;
  }
}
