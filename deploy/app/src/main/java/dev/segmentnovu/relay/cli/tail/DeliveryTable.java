package dev.segmentnovu.relay.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;

/** A table of deliveries, as they stand in the lists of the admin API. */
public final class DeliveryTable {

  private DeliveryTable() {}

  /** The table of {@code items}. */
  public static Table of(Screen screen, JsonNode items) {
    var table =
        new Table(
            Column.whole("AT"),
            Column.whole("OUTCOME"),
            Column.broken("EVENT", 12),
            Column.broken("WORKFLOW", 8).rank(2),
            Column.whole("STATUS").rank(3),
            Column.whole("TRIES").rank(4),
            Column.broken("MESSAGE ID", 12).rank(1));
    for (JsonNode each : items) {
      String outcome = Json.text(each, "outcome");
      table
          .add(screen.times().local(Json.text(each, "at")))
          .add(outcome, StateTone.of(outcome))
          .add(Json.eventName(each))
          .add(Json.orDash(each, "workflow"))
          .add(Json.orDash(each, "status"))
          .add(Json.count(each, "attempts"))
          .add(Json.text(each, "messageId"));
    }
    return table;
  }
}
