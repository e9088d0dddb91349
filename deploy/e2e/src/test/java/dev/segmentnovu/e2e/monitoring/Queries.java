package dev.segmentnovu.e2e.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the metrics and labels that PromQL queries name, without a parser of the whole language.
 */
final class Queries {

  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern DURATION = Pattern.compile("\\boffset\\s+\\w+");
  private static final Pattern METRIC =
      Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)\\s*(\\(|\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");

  /** Labels that Prometheus adds to every series; the latter two in Kubernetes. */
  private static final Set<String> ADDED = Set.of("instance", "job", "namespace", "pod");

  private Queries() {}

  /**
   * What is wrong with a query; empty if nothing is.
   *
   * @param known the labels of each metric that is exported or recorded
   */
  static List<String> problems(String query, Map<String, Set<String>> known) {
    List<String> problems = new ArrayList<>();
    Set<String> available = new TreeSet<>(ADDED);
    Set<String> grouped = new TreeSet<>();
    GROUPING
        .matcher(query)
        .results()
        .forEach(found -> grouped.addAll(List.of(found.group(1).split("\\s*,\\s*"))));
    String rest = GROUPING.matcher(query).replaceAll(" ");
    rest = RANGE.matcher(rest).replaceAll(" ");
    rest = DURATION.matcher(rest).replaceAll(" ");
    Matcher metrics = METRIC.matcher(rest);
    boolean any = false;
    while (metrics.find()) {
      String name = metrics.group(1);
      if ("(".equals(metrics.group(2)) || WORDS.contains(name)) {
        continue;
      }
      any = true;
      Set<String> labels = known.get(name);
      if (labels == null) {
        problems.add("there is no " + name + " in " + query);
        continue;
      }
      available.addAll(labels);
      String matchers = metrics.group(3) == null ? "" : metrics.group(3);
      for (String label : MATCHER.matcher(matchers).results().map(m -> m.group(1)).toList()) {
        if (!labels.contains(label) && !ADDED.contains(label)) {
          problems.add(name + " has no label " + label + " in " + query);
        }
      }
    }
    grouped.removeAll(available);
    grouped.remove("");
    grouped.forEach(label -> problems.add("no metric has the label " + label + " in " + query));
    if (!any) {
      problems.add("no metric in " + query);
    }
    return problems;
  }
}
