package dev.segmentnovu.relay.cli.failures;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.RevealOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay rejections}: events that ingest rejected, and requests that proved no origin. */
@Command(
    name = "rejections",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how many events were rejected, by code, and the latest of them with the reason.",
      "Requests with a wrong signature are counted only: anybody can send them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay rejections",
      "  relay rejections --source web --code unauthorized",
      "  relay rejections --json | jq .counts"
    })
public final class RejectionsCommand extends RemoteCommand {

  private static final String UNAUTHORIZED = "unauthorized";

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "with this code, for example no_user_anon_id or unauthorized")
  private @Nullable String code;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many of the latest to show; default: ${DEFAULT-VALUE}")
  private int limit;

  @Mixin private RevealOption reveal = new RevealOption();

  public RejectionsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    if (limit < 1) {
      throw usage("--limit must be at least 1");
    }
    Query query = Query.of("rejections").with("source", source).with("code", code);
    print(screen, relay.get(reveal.addTo(query)), list -> print(screen, list));
    return ExitCode.OK;
  }

  private void print(Screen screen, JsonNode list) {
    if (list.path("counts").isEmpty()) {
      screen.note("No event was rejected.");
      return;
    }
    screen.print(counts(list.path("counts")));
    if (list.path("counts").findValuesAsText("code").contains(UNAUTHORIZED)) {
      screen.line("");
      screen.paragraph(
          "unauthorized: the signature of a request is missing or wrong. If Segment sent it, the"
              + " shared secret of the source (sharedSecrets, SEGMENT_SHARED_SECRET) is not the one"
              + " in Segment: copy it again. Such requests are not listed.");
    }
    List<JsonNode> latest =
        list.path("items")
            .valueStream()
            .sorted(Comparator.comparing(Json::instant, Comparator.reverseOrder()))
            .toList();
    if (!latest.isEmpty()) {
      List<JsonNode> shown = latest.subList(0, Math.min(limit, latest.size()));
      screen.line("");
      screen.print(table(screen, shown));
      screen.note(
          "%s of %s that the relay keeps"
              .formatted(Times.count(shown.size()), Times.count(latest.size(), "rejection")));
    }
  }

  private static Table counts(JsonNode counts) {
    var table = new Table(Column.whole("SOURCE"), Column.whole("CODE"), Column.whole("COUNT"));
    for (JsonNode each : counts) {
      table
          .add(Json.text(each, "source"))
          .add(Json.text(each, "code"))
          .add(Json.count(each, "count"));
    }
    return table;
  }

  private static Table table(Screen screen, List<JsonNode> items) {
    var table =
        new Table(
            Column.whole("AT"),
            Column.whole("SOURCE").rank(2),
            Column.whole("CODE"),
            Column.broken("USER", 8).rank(1),
            Column.broken("MESSAGE ID", 12).rank(3),
            Column.broken("MESSAGE", 14));
    for (JsonNode each : items) {
      table
          .add(screen.times().local(Json.text(each, "at")))
          .add(Json.text(each, "source"))
          .add(Json.text(each, "code"))
          .add(Json.orDash(each, "userId"))
          .add(Json.orDash(each, "messageId"))
          .add(Json.text(each, "message"));
    }
    return table;
  }
}
