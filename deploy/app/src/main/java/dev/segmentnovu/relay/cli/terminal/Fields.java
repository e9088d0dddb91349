package dev.segmentnovu.relay.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values below each other, of one thing. */
public final class Fields {

  private static final int LEAST = 20;

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Adds a line; a value that is empty or a dash is left out. */
  public Fields add(String name, String value) {
    if (!value.isEmpty() && !value.equals("-")) {
      values.put(name, value);
    }
    return this;
  }

  /** Prints the lines; long values are broken to the width of the terminal. */
  public void print(Screen screen) {
    if (values.isEmpty()) {
      return;
    }
    var table = new Table(Table.Column.whole(""), Table.Column.broken("", LEAST));
    values.forEach((name, value) -> table.add(name, Tone.TITLE).add(value));
    screen.print(table.withoutTitles());
  }
}
