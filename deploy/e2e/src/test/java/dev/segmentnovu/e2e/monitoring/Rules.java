package dev.segmentnovu.e2e.monitoring;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The rules of deploy/monitoring/rules.yml. */
final class Rules {

  /** Where the files for Prometheus and Grafana are. */
  static final Path DIRECTORY = Path.of("../monitoring");

  private static final Pattern BY = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");

  /**
   * An alert.
   *
   * @param labels such as {@code severity}
   * @param annotations texts for people
   */
  record Alert(
      String name, String query, Map<String, String> labels, Map<String, String> annotations) {}

  /** The queries of the recording rules, by the name that they record. */
  final Map<String, String> recorded = new TreeMap<>();

  /** All alerts. */
  final List<Alert> alerts = new ArrayList<>();

  private Rules() {}

  /** Reads the file. */
  @SuppressWarnings("unchecked") // the file is a part of this repository
  static Rules read() throws IOException {
    var rules = new Rules();
    try (Reader reader = Files.newBufferedReader(DIRECTORY.resolve("rules.yml"))) {
      Map<String, Object> file = new Yaml().load(reader);
      for (var group : (List<Map<String, Object>>) required(file, "groups")) {
        ((List<Map<String, Object>>) required(group, "rules")).forEach(rules::add);
      }
    }
    return rules;
  }

  @SuppressWarnings("unchecked") // as above
  private void add(Map<String, Object> rule) {
    String query = (String) required(rule, "expr");
    if (rule.containsKey("record")) {
      recorded.put((String) required(rule, "record"), query);
      return;
    }
    alerts.add(
        new Alert(
            (String) required(rule, "alert"),
            query,
            (Map<String, String>) required(rule, "labels"),
            (Map<String, String>) required(rule, "annotations")));
  }

  private static Object required(Map<String, Object> of, String key) {
    return Objects.requireNonNull(of.get(key), key + " is missing in " + of);
  }

  /** All queries. */
  List<String> queries() {
    List<String> all = new ArrayList<>(recorded.values());
    alerts.forEach(alert -> all.add(alert.query()));
    return all;
  }

  /** The labels of each recorded metric: those that its query groups by. */
  Map<String, Set<String>> labels() {
    Map<String, Set<String>> labels = new TreeMap<>();
    recorded.forEach(
        (name, query) -> {
          Set<String> grouped = new TreeSet<>();
          BY.matcher(query)
              .results()
              .forEach(by -> grouped.addAll(List.of(by.group(1).split("\\s*,\\s*"))));
          labels.put(name, grouped);
        });
    return labels;
  }
}
