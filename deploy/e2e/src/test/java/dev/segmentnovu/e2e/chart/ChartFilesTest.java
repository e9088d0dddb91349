package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the chart agree with each other and with the project. */
final class ChartFilesTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Path RULES = Path.of("..", "monitoring", "rules.yml");
  private static final String WRITE = "chart.write";

  /** The one place of the version. */
  private static final Pattern VERSION = Pattern.compile("<revision>([^<]+)</revision>");

  @Test
  void the_chart_has_the_version_of_the_project() throws IOException {
    String version =
        VERSION
            .matcher(Files.readString(ROOT.resolve("pom.xml")))
            .results()
            .map((MatchResult each) -> each.group(1))
            .findFirst()
            .orElseThrow();
    JsonNode chart = Yaml.one(Chart.read("Chart.yaml"));

    assertThat(chart.path("version").asText()).isEqualTo(version);
    assertThat(chart.path("appVersion").asText()).isEqualTo(version);
    assertThat(Chart.pods(Chart.render("")))
        .allSatisfy(
            pod ->
                assertThat(pod.container().path("image").asText())
                    .isEqualTo("segment-novu-relay:" + version));
  }

  /** A line without a description would be missing in the README. */
  @Test
  void each_value_is_described() {
    List<String> described =
        ValuesTable.rows(Chart.read("values.yaml")).stream().map(ValuesTable.Row::path).toList();

    assertThat(ValuesTable.leaves(Chart.defaults()))
        .allSatisfy(
            leaf ->
                assertThat(described)
                    .as(leaf)
                    .anyMatch(each -> leaf.equals(each) || leaf.startsWith(each + ".")));
    assertThat(described).doesNotHaveDuplicates();
  }

  @Test
  void the_readme_has_each_value_with_its_default() throws IOException {
    String readme = Chart.read("README.md");
    String written = ValuesTable.write(readme, Chart.read("values.yaml"));
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(Chart.DIRECTORY.resolve("README.md"), written);
    } else {
      assertThat(readme)
          .as("README.md of the chart is out of date: run this test with -D%s=true", WRITE)
          .isEqualTo(written);
    }
  }

  @Test
  void the_rules_are_those_of_the_project() throws IOException {
    assumeTrue(Files.exists(RULES), "the project has no rules of its own");

    assertThat(Chart.read("files/rules.yml"))
        .as("Run: cp deploy/monitoring/rules.yml deploy/helm/segment-novu-relay/files/rules.yml")
        .isEqualTo(Files.readString(RULES));
  }

  @Test
  void the_prometheus_rule_has_the_rules_unchanged() {
    Manifest rule =
        Chart.find(
            Chart.render("monitoring: {prometheusRule: {enabled: true}}"),
            "PrometheusRule",
            Chart.NAME);

    assertThat(rule.at("/spec")).isEqualTo(Yaml.one(Chart.read("files/rules.yml")));
  }
}
