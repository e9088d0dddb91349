package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.runtime.exit.ExitCode;

/** A command that shows a list of the admin API, or one page of it. */
public abstract class ListCommand extends RemoteCommand {

  private final String nothing;

  /**
   * A command.
   *
   * @param nothing what an empty list means, as a sentence
   */
  protected ListCommand(Surroundings surroundings, String nothing) {
    super(surroundings);
    this.nothing = nothing;
  }

  /** What to ask for. */
  protected abstract Query query();

  /** The table of the items, of which there is at least one. */
  protected abstract Table table(Screen screen, JsonNode items);

  /** Prints what belongs below the table. */
  protected void below(Screen screen, JsonNode list) {}

  @Override
  protected int run(RelayClient relay, Screen screen) {
    print(screen, relay.get(query()), list -> print(screen, list));
    return ExitCode.OK;
  }

  private void print(Screen screen, JsonNode list) {
    JsonNode items = list.path("items");
    if (items.isEmpty()) {
      screen.note(nothing);
      return;
    }
    screen.print(table(screen, items));
    below(screen, list);
    String next = Json.text(list, "next");
    if (!next.isEmpty()) {
      screen.note("More with --cursor " + next);
    }
  }
}
