package dev.segmentnovu.e2e.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for Prometheus, their tests and their runbooks. */
final class RulesTest {

  private static final Path RUNBOOKS = Path.of("../../docs/operations/runbooks.md");

  @ParameterizedTest
  @CsvSource({
    "check, rules, rules.yml",
    "check, config, prometheus.yml",
    "test, rules, rules.test.yml",
    "test, rules, rules.long.test.yml"
  })
  void promtool_accepts_the_files(String verb, String what, String file) throws Exception {
    Promtool.Verdict verdict =
        Promtool.find().run("", verb, what, Rules.DIRECTORY.resolve(file).toString());

    assertThat(verdict.exitCode()).as(verdict.text()).isZero();
  }

  @Test
  void promtool_reads_each_query_of_the_dashboard(@TempDir Path directory) throws Exception {
    Path rules = Files.writeString(directory.resolve("rules.yml"), Dashboard.read().asRules());

    Promtool.Verdict verdict = Promtool.find().run("", "check", "rules", rules.toString());

    assertThat(verdict.exitCode()).as(verdict.text()).isZero();
  }

  @Test
  void each_alert_has_a_test_in_which_it_fires() throws Exception {
    String tests =
        Files.readString(Rules.DIRECTORY.resolve("rules.test.yml"))
            + Files.readString(Rules.DIRECTORY.resolve("rules.long.test.yml"));
    for (Rules.Alert alert : Rules.read().alerts) {
      assertThat(tests).contains("alertname=\"" + alert.name() + "\"");
    }
  }

  @Test
  void each_alert_has_a_severity_texts_and_a_runbook_and_no_runbook_is_left_over()
      throws Exception {
    String page = Files.readString(RUNBOOKS);
    List<Rules.Alert> alerts = Rules.read().alerts;
    for (Rules.Alert alert : alerts) {
      String name = alert.name();
      assertThat(alert.labels().get("severity")).as(name).isIn("critical", "warning");
      assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
      assertThat(alert.annotations().get("runbook_url"))
          .isEqualTo("docs/operations/runbooks.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(page).contains("\n### " + name + "\n");
    }
    assertThat(page.lines().filter(line -> line.startsWith("### ")))
        .containsExactlyInAnyOrderElementsOf(
            alerts.stream().map(alert -> "### " + alert.name()).toList());
  }

  @Test
  void no_query_sums_what_each_ingest_exports() throws Exception {
    // sum by (x) (max by (…) (relay_queue_…)) is right
    for (String query : Rules.read().queries()) {
      assertThat(query)
          .doesNotContainPattern("sum(?: by \\([^)]*\\))? ?\\((?:rate|increase)?\\(?relay_queue_");
    }
    assertThat(Files.readString(Rules.DIRECTORY.resolve("dashboard.json")))
        .doesNotContainPattern("sum(?: by \\([^)]*\\))? ?\\((?:rate|increase)?\\(?relay_queue_");
  }
}
