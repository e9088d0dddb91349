package dev.segmentnovu.relay.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/**
 * A table with a line of titles. It fits the width of the terminal: it breaks long texts into
 * lines, and leaves out columns that matter less.
 */
public final class Table {

  /**
   * A column.
   *
   * @param title its first line
   * @param least the width to which its texts may be broken; 0 if they must stay whole, as ids must
   * @param rank columns of the highest rank are left out first; those of rank 0 never
   */
  public record Column(String title, int least, int rank) {

    /** A column whose texts stay whole, and which is always there. */
    public static Column whole(String title) {
      return new Column(title, 0, 0);
    }

    /** A column whose texts may be broken to {@code least} characters. */
    public static Column broken(String title, int least) {
      return new Column(title, least, 0);
    }

    /** This column, which may be left out. */
    public Column rank(int rank) {
      return new Column(title, least, rank);
    }
  }

  private record Cell(String text, Tone tone) {}

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();
  private List<Cell> row = new ArrayList<>();
  private boolean titled = true;

  public Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /** Adds the next cell of the current row; a full row begins the next one. */
  public Table add(String text, Tone tone) {
    row.add(new Cell(Printable.of(text), tone));
    if (row.size() == columns.size()) {
      rows.add(row);
      row = new ArrayList<>();
    }
    return this;
  }

  /** Adds the next cell without a colour. */
  public Table add(String text) {
    return add(text, Tone.PLAIN);
  }

  /** This table without its line of titles. */
  Table withoutTitles() {
    titled = false;
    return this;
  }

  /** Whether it has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of the table, at most {@code width} wide if the whole texts allow that. */
  String render(int width, Ansi ansi) {
    List<Integer> natural = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int widest = columns.get(i).title().length();
      for (List<Cell> each : rows) {
        widest = Math.max(widest, each.get(i).text().length());
      }
      natural.add(widest);
    }
    int[] widths = TableWidths.fit(columns, natural, width);
    List<Help.Column> shown = new ArrayList<>();
    for (int each : widths) {
      if (each > 0) {
        int gap = shown.isEmpty() ? 0 : TableWidths.GAP;
        shown.add(new Help.Column(each + gap, gap, Overflow.WRAP));
      }
    }
    var text = new StringBuilder();
    if (titled) {
      List<Cell> titles =
          columns.stream().map(column -> new Cell(column.title(), Tone.TITLE)).toList();
      text.append(lines(texts(titles, widths, ansi), shown, ansi));
    }
    rows.forEach(each -> text.append(lines(texts(each, widths, ansi), shown, ansi)));
    return text.toString();
  }

  /**
   * The lines of a row. Each text begins on the first of them: picocli would move a text below a
   * broken one at its left. It adds an empty line for each further line of a text.
   */
  private static String lines(List<Text> texts, List<Help.Column> shown, Ansi ansi) {
    TextTable table =
        TextTable.forColumns(Help.defaultColorScheme(ansi), shown.toArray(Help.Column[]::new));
    table.indentWrappedLines = 0;
    table.addEmptyRow();
    for (int i = 0; i < texts.size(); i++) {
      table.putValue(0, i, texts.get(i));
    }
    return table.toString().replaceAll("\\R+\\z", "") + "\n";
  }

  private static List<Text> texts(List<Cell> row, int[] widths, Ansi ansi) {
    List<Text> texts = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        texts.add(row.get(i).tone().apply(row.get(i).text(), ansi));
      }
    }
    return texts;
  }
}
