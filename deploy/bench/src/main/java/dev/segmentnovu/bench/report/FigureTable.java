package dev.segmentnovu.bench.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/**
 * A table for people: labels are left-aligned, figures right-aligned, and each column is as wide as
 * its content.
 */
final class FigureTable {
  private static final int GAP = 2;

  private final List<List<String>> rows = new ArrayList<>();

  /** An empty table. A column of labels has an empty name. */
  FigureTable(String... names) {
    rows.add(List.of(names));
  }

  /** Adds a row, which has as many values as there are names. */
  FigureTable row(Collection<String> values) {
    rows.add(List.copyOf(values));
    return this;
  }

  /** Adds a row, which has as many values as there are names. */
  FigureTable row(String... values) {
    return row(List.of(values));
  }

  /** A figure as text, the same in every locale. */
  static String figure(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A whole figure as text. */
  static String figure(long value) {
    return Long.toString(value);
  }

  void print(PrintWriter out) {
    List<String> names = rows.get(0);
    int[] widths =
        IntStream.range(0, names.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    Column[] columns =
        IntStream.range(0, widths.length)
            .mapToObj(each -> column(widths[each], each == 0 ? 0 : GAP))
            .toArray(Column[]::new);
    TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
    for (List<String> row : rows) {
      table.addRowValues(
          IntStream.range(0, widths.length)
              .mapToObj(each -> aligned(row.get(each), widths[each], names.get(each).isEmpty()))
              .toArray(String[]::new));
    }
    out.print(table);
  }

  private static Column column(int width, int gap) {
    return new Column(width + gap, gap, Overflow.TRUNCATE);
  }

  private static String aligned(String value, int width, boolean isLabel) {
    return isLabel ? value : " ".repeat(width - value.length()) + value;
  }
}
