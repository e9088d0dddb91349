package dev.segmentnovu.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of values in the README of the chart, by the comments in {@code values.yaml}. */
final class ValuesTable {

  static final String BEGIN = "<!-- values: generated from values.yaml -->\n";
  static final String END = "<!-- end of values -->\n";

  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");
  private static final String DESCRIPTION = "# -- ";

  private ValuesTable() {}

  /** A described value. Its default is in YAML; of a block it is empty. */
  record Row(String path, String byDefault, String description) {}

  /** The README with a new table between the marks. */
  static String write(String readme, String values) {
    int begin = readme.indexOf(BEGIN);
    int end = readme.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException("The README has no place for the table of values");
    }
    var table = new StringBuilder("\n| value | default | |\n|---|---|---|\n");
    for (Row row : rows(values)) {
      String byDefault =
          row.byDefault().isEmpty() ? "see `values.yaml`" : "`" + row.byDefault() + "`";
      table.append("| `").append(row.path()).append("` | ").append(byDefault).append(" | ");
      table.append(row.description().replace("|", "\\|")).append(" |\n");
    }
    return readme.substring(0, begin + BEGIN.length()) + table + "\n" + readme.substring(end);
  }

  /** The described values, in the order of the file. */
  static List<Row> rows(String values) {
    List<Row> rows = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    var description = new StringBuilder();
    for (String line : values.lines().toList()) {
      String text = line.strip();
      if (text.startsWith(DESCRIPTION)) {
        description.append(text.substring(DESCRIPTION.length()));
      } else if (text.startsWith("# ") && !description.isEmpty()) {
        description.append(' ').append(text.substring(2));
      } else {
        Matcher key = KEY.matcher(line);
        if (key.matches()) {
          while (path.size() > key.group(1).length() / 2) {
            path.removeLast();
          }
          path.addLast(key.group(2));
          if (!description.isEmpty()) {
            String byDefault = key.group(3) == null ? "" : key.group(3);
            rows.add(new Row(String.join(".", path), byDefault, description.toString()));
          }
        }
        description.setLength(0);
      }
    }
    return rows;
  }

  /** The paths of all values that are no maps with members. */
  static List<String> leaves(JsonNode values) {
    List<String> leaves = new ArrayList<>();
    collect("", values, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, List<String> leaves) {
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      String below = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
      if (each.getValue().isObject() && !each.getValue().isEmpty()) {
        collect(below, each.getValue(), leaves);
      } else {
        leaves.add(below);
      }
    }
  }
}
