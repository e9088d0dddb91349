package dev.segmentnovu.relay.cli.terminal;

import dev.segmentnovu.relay.cli.terminal.Table.Column;
import java.util.List;

/** Divides the width of a terminal among the columns of a table. Pure. */
final class TableWidths {

  /** Blanks between two columns. */
  static final int GAP = 2;

  private TableWidths() {}

  /**
   * The width of each column; 0 if it is left out.
   *
   * @param natural the widest text of each column
   * @param width of the terminal
   */
  static int[] fit(List<Column> columns, List<Integer> natural, int width) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int least = columns.get(i).least();
      widths[i] = least == 0 ? natural.get(i) : Math.min(least, natural.get(i));
    }
    while (total(widths) > width && leaveOut(columns, widths)) {
      // until the rest fits, or must stay
    }
    for (int spare = width - total(widths); spare > 0 && widen(natural, widths); spare--) {
      // one character at a time
    }
    return widths;
  }

  private static int total(int[] widths) {
    int total = -GAP;
    for (int each : widths) {
      total += each == 0 ? 0 : each + GAP;
    }
    return total;
  }

  /** Leaves out the last column of the highest rank. */
  private static boolean leaveOut(List<Column> columns, int[] widths) {
    int least = -1;
    for (int i = 0; i < widths.length; i++) {
      int rank = columns.get(i).rank();
      if (widths[i] > 0 && rank > 0 && (least < 0 || rank >= columns.get(least).rank())) {
        least = i;
      }
    }
    if (least >= 0) {
      widths[least] = 0;
    }
    return least >= 0;
  }

  /** Gives a character to the column that lacks most. */
  private static boolean widen(List<Integer> natural, int[] widths) {
    int neediest = -1;
    int most = 0;
    for (int i = 0; i < widths.length; i++) {
      int lack = widths[i] == 0 ? 0 : natural.get(i) - widths[i];
      if (lack > most) {
        most = lack;
        neediest = i;
      }
    }
    if (neediest >= 0) {
      widths[neediest]++;
    }
    return neediest >= 0;
  }
}
