package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;

/** A table of dead letters, as they stand in the lists of the admin API. */
public final class DeadLetterTable {

  private DeadLetterTable() {}

  /** The table of {@code items}. */
  public static Table of(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.whole("ID"),
            Column.whole("DEAD SINCE").rank(3),
            Column.whole("SOURCE").rank(4),
            Column.broken("USER", 8).rank(1),
            Column.broken("EVENT", 12).rank(2),
            Column.whole("REASON"),
            Column.whole("STATUS").rank(6),
            Column.whole("TRIES").rank(5),
            Column.broken("MESSAGE", 20));
    for (JsonNode each : items) {
      table
          .add(Json.text(each, "id"))
          .add(screen.times().local(Json.text(each, "deadAt")))
          .add(Json.text(each, "source"))
          .add(Json.text(each, "userId"))
          .add(Json.eventName(each))
          .add(Json.text(each, "reason"))
          .add(Json.orDash(each, "status"))
          .add(Json.count(each, "attempts"))
          .add(Json.text(each, "message"));
    }
    return table;
  }
}
