package dev.segmentnovu.e2e.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The dashboard of deploy/monitoring/dashboard.json. */
record Dashboard(JsonNode json) {

  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((\\w+(?:\\{[^}]*})?), (\\w+)\\)");

  /** Reads the file. */
  static Dashboard read() throws IOException {
    return new Dashboard(
        EventCodec.JSON.readTree(Files.readString(Rules.DIRECTORY.resolve("dashboard.json"))));
  }

  /** The queries of its panels, annotations and variables. */
  List<String> queries() {
    List<String> queries = new ArrayList<>();
    json.findValues("expr").forEach(query -> queries.add(query.asText()));
    for (JsonNode variable : json.at("/templating/list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(query(variable.path("definition").asText()));
      }
    }
    return queries;
  }

  /** A query that names the same metric and label as the definition of a variable. */
  private static String query(String definition) {
    var values = LABEL_VALUES.matcher(definition);
    if (!values.matches()) {
      throw new AssertionError("This is no list of the values of a label: " + definition);
    }
    return "count by (" + values.group(2) + ") (" + values.group(1) + ")";
  }

  /** A query as Grafana sends it for all sources. */
  static String sent(String query, String interval) {
    return query.replace("$__rate_interval", interval).replaceAll("\\$\\w+", ".*");
  }

  /** Its queries as recording rules, as Grafana sends them for an interval of a minute. */
  String asRules() {
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    List<String> all = queries();
    for (int i = 0; i < all.size(); i++) {
      String query = sent(all.get(i), "1m");
      rules.append("      - record: query:").append(i).append("\n        expr: '");
      rules.append(query.replace("'", "''")).append("'\n");
    }
    return rules.toString();
  }
}
