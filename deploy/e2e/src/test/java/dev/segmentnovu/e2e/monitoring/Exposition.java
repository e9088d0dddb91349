package dev.segmentnovu.e2e.monitoring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The metrics of one or more texts in Prometheus' format.
 *
 * @param families by name
 */
record Exposition(Map<String, Family> families) {

  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]\\w*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Set<String> PARTS = Set.of("_bucket", "_count", "_sum");

  /**
   * A metric.
   *
   * @param type counter, gauge, histogram, …
   * @param help what it means
   * @param samples its values, by series as the text has it
   * @param labels the names of its labels, without {@code le}
   */
  record Family(String type, String help, Map<String, Double> samples, Set<String> labels) {

    /** The names that a query may use. */
    List<String> names(String name) {
      return switch (type) {
        case "histogram" -> List.of(name + "_bucket", name + "_count", name + "_sum");
        case "summary" -> List.of(name, name + "_count", name + "_sum");
        default -> List.of(name);
      };
    }
  }

  /** The metrics of these texts together. */
  static Exposition of(String... texts) {
    Map<String, Family> families = new TreeMap<>();
    for (String text : texts) {
      Map<String, String> helps = new HashMap<>();
      for (String line : text.lines().toList()) {
        read(line, helps, families);
      }
    }
    return new Exposition(families);
  }

  private static void read(String line, Map<String, String> helps, Map<String, Family> families) {
    var comment = COMMENT.matcher(line);
    if (comment.matches()) {
      String name = comment.group(2);
      if (comment.group(1).equals("HELP")) {
        helps.put(name, comment.group(3));
      } else {
        families.putIfAbsent(
            name,
            new Family(
                comment.group(3), helps.getOrDefault(name, ""), new HashMap<>(), new TreeSet<>()));
      }
      return;
    }
    var sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("This is no line of Prometheus' format: " + line);
    }
    Family family = families.get(familyOf(sample.group(1), families));
    if (family == null) {
      throw new IllegalArgumentException("A value without a type: " + line);
    }
    String series = line.substring(0, line.lastIndexOf(' '));
    family.samples.put(series, Double.parseDouble(sample.group(3).replace("Inf", "Infinity")));
    String labels = sample.group(2) == null ? "" : sample.group(2);
    LABEL.matcher(labels).results().map(Exposition::name).forEach(family.labels::add);
    family.labels.remove("le");
  }

  private static String name(MatchResult label) {
    return label.group(1);
  }

  private static String familyOf(String sample, Map<String, Family> families) {
    for (String part : PARTS) {
      String name = sample.endsWith(part) ? sample.replaceAll(part + "$", "") : sample;
      Family family = families.get(name);
      if (!name.equals(sample) && family != null && family.names(name).contains(sample)) {
        return name;
      }
    }
    return sample;
  }

  /** The labels of each name that a query may use. */
  Map<String, Set<String>> queryable() {
    Map<String, Set<String>> names = new TreeMap<>();
    families.forEach(
        (name, family) ->
            family
                .names(name)
                .forEach(
                    queried -> {
                      Set<String> labels = new TreeSet<>(family.labels());
                      if (queried.endsWith("_bucket")) {
                        labels.add("le");
                      }
                      names.put(queried, labels);
                    }));
    return names;
  }
}
