package dev.segmentnovu.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One plot: lines with a mark at each measured point, over values on a logarithmic axis.
 *
 * @param title above the plot
 * @param valueTitle below the axis of the values
 * @param values at least one, rising, none negative; 0 is at the left end
 * @param lines each with as many points as there are values
 */
record ScalePanel(String title, String valueTitle, List<Integer> values, List<Line> lines) {
  /** Of the whole panel. */
  static final int WIDTH = 518;

  /** Of the whole panel. */
  static final int HEIGHT = 330;

  /** The plot area's edges. */
  static final int LEFT = 60;

  static final int RIGHT = WIDTH - 118;
  static final int TOP = 34;
  static final int BOTTOM = HEIGHT - 52;

  private static final double INSET = 14;
  private static final int MOST_TICKS = 6;
  private static final double LABEL_HEIGHT = 15;
  private static final String GRID = "#dddddd";

  /**
   * A line.
   *
   * @param micros its points, none negative
   */
  record Line(String name, String colour, List<Double> micros) {}

  private record Label(Line line, double at) {}

  /** Appends the panel, with its upper left corner at the origin. */
  void draw(StringBuilder svg) {
    text(svg, LEFT, 18, "start", "font-size=\"14\" font-weight=\"bold\"", title);
    double step = step();
    double top = Math.max(step, Math.ceil(highest() / step) * step);
    for (int i = 0; i * step <= top + step / 2; i++) {
      double y = y(i * step, top);
      rule(svg, LEFT, y, RIGHT, y, i == 0 ? "#222222" : GRID);
      text(svg, LEFT - 8, y + 4, "end", "", plain(i * step));
    }
    for (int tick : ticks()) {
      double x = x(tick);
      rule(svg, x, TOP, x, BOTTOM + 5, tick == 0 ? "#222222" : GRID);
      text(svg, x, BOTTOM + 20, "middle", "", shortened(tick));
    }
    text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 40, "middle", "", valueTitle);
    text(svg, -(TOP + BOTTOM) / 2.0, 12, "middle", "transform=\"rotate(-90)\"", "µs an event");
    for (Line line : lines) {
      draw(svg, line, top);
    }
    for (Label label : labels(top)) {
      double last = label.line.micros.get(values.size() - 1);
      String text = label.line.name + " " + String.format(Locale.ROOT, "%.1f", last);
      String style = "font-weight=\"bold\" fill=\"" + label.line.colour + "\"";
      text(svg, RIGHT + 8, label.at + 4, "start", style, text);
    }
  }

  private void draw(StringBuilder svg, Line line, double top) {
    var points = new StringBuilder();
    var marks = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      String x = number(x(values.get(i)));
      String y = number(y(line.micros.get(i), top));
      points.append(i == 0 ? "" : " ").append(x).append(',').append(y);
      append(marks, "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>\n", x, y, line.colour);
    }
    append(
        svg,
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
        points,
        line.colour);
    svg.append(marks);
  }

  /** Labels beside the last points, moved apart if they would overlap. */
  private List<Label> labels(double top) {
    List<Line> lowestFirst = new ArrayList<>(lines);
    lowestFirst.sort(Comparator.comparing(line -> line.micros.get(values.size() - 1)));
    List<Label> labels = new ArrayList<>();
    double lowest = BOTTOM;
    for (Line line : lowestFirst) {
      double at = Math.min(lowest, y(line.micros.get(values.size() - 1), top));
      labels.add(new Label(line, at));
      lowest = at - LABEL_HEIGHT;
    }
    return labels;
  }

  private double highest() {
    return lines.stream()
        .flatMap(line -> line.micros.stream())
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  /** 1, 2 or 5 times a power of ten, so that few ticks reach the highest point. */
  private double step() {
    double least = Math.max(1e-3, highest() / MOST_TICKS);
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int times : new int[] {1, 2, 5}) {
      if (times * power >= least) {
        return times * power;
      }
    }
    return 10 * power;
  }

  private static double y(double micros, double top) {
    return BOTTOM - micros / top * (BOTTOM - TOP);
  }

  /** 0 if it is among the values, and the powers of ten around the others. */
  private List<Integer> ticks() {
    List<Integer> ticks = new ArrayList<>();
    if (values.get(0) == 0) {
      ticks.add(0);
    }
    if (values.get(values.size() - 1) > 0) {
      for (int power = firstPower(); power <= lastPower(); power++) {
        ticks.add((int) Math.round(Math.pow(10, power)));
      }
    }
    return ticks;
  }

  /** 0 is at the place of the power of ten below the lowest value. */
  private double x(int value) {
    int first = values.get(0) == 0 ? firstPower() - 1 : firstPower();
    double at = value == 0 ? first : Math.log10(value);
    double room = RIGHT - LEFT - 2 * INSET;
    return LEFT + INSET + (at - first) / Math.max(1, lastPower() - first) * room;
  }

  private int firstPower() {
    int lowest = values.stream().filter(value -> value > 0).findFirst().orElse(1);
    return (int) Math.floor(Math.log10(lowest));
  }

  private int lastPower() {
    int last = (int) Math.ceil(Math.log10(Math.max(1, values.get(values.size() - 1))));
    return Math.max(firstPower(), last);
  }

  private static String shortened(int value) {
    if (value >= 1_000_000) {
      return value / 1_000_000 + "M";
    }
    return value >= 1_000 ? value / 1_000 + "k" : Integer.toString(value);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : number(value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static void rule(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
    append(
        svg,
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>\n",
        number(x1),
        number(y1),
        number(x2),
        number(y2),
        colour);
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String more, String text) {
    append(
        svg,
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>\n",
        number(x),
        number(y),
        anchor,
        more,
        text);
  }

  private static void append(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values));
  }
}
