package dev.segmentnovu.e2e.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.monitoring.Exposition.Family;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a relay exports, compared with the documentation, the rules and the dashboard. */
final class MonitoringIT {

  private static final Path REFERENCE = Path.of("../../docs/operations/metrics.md");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `([a-z_]+)` \\| (counter|gauge|histogram|summary) \\| (.*?) \\|"
              + " (ingest|worker|both) \\| .+ \\|$");
  private static final Pattern LABEL = Pattern.compile("`(\\w+)`");

  @TempDir private Path directory;

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private MonitoredRelay relay;

  @BeforeEach
  void start() throws IOException {
    relay = new MonitoredRelay(directory, sandboxes);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void promtool_has_nothing_to_complain_about_at_either_port() throws Exception {
    relay.work();
    for (String text : List.of(relay.ingest(), relay.worker())) {
      Promtool.Verdict verdict = Promtool.find().run(text, "check", "metrics");
      assertThat(verdict.text()).isEmpty();
      assertThat(verdict.exitCode()).isZero();
    }
  }

  @Test
  void counters_are_there_with_zero_before_the_first_event() {
    relay.awaitSample();
    Map<String, Family> families = relay.exported().families();
    for (String series :
        List.of(
            "relay_ingest_events_accepted_total{source=\"web\"}",
            "relay_ingest_events_rejected_total{code=\"bad_request\",source=\"web\"}",
            "relay_ingest_refused_total{bound=\"memory\"}",
            "relay_ingest_signatures_refused_total{source=\"web\"}",
            "relay_ingest_unknown_senders_total",
            "relay_worker_events_settled_total{outcome=\"delivered\",source=\"web\"}",
            "relay_worker_dead_letters_total{reason=\"poison\",source=\"web\"}",
            "relay_worker_retries_total{source=\"web\",status=\"503\"}",
            "relay_worker_source_paused{reason=\"suspended\",source=\"web\"}",
            "relay_worker_delivery_latency_seconds_bucket{source=\"web\",le=\"30.0\"}",
            "relay_worker_delivery_latency_seconds_bucket{source=\"web\",le=\"259200.0\"}",
            "relay_queue_dead_letters_evicted_total{kind=\"failed\",source=\"web\"}",
            "relay_queue_dead_letters_evicted_total{kind=\"unmapped\",source=\"web\"}",
            "relay_queue_violations_total{source=\"web\"}",
            "relay_alerts_messages_total{outcome=\"lost\",receiver=\"on-call\"}",
            "relay_config_reload_failures_total")) {
      String name = series.replaceAll("(_bucket)?\\{.*", "");
      assertThat(families).as(series).containsKey(name);
      assertThat(Objects.requireNonNull(families.get(name)).samples()).containsEntry(series, 0.0);
    }
    Family workers = Objects.requireNonNull(families.get("relay_queue_live_workers"));
    assertThat(workers.samples().values()).containsExactly(1.0);
  }

  @Test
  void the_reference_lists_each_metric_with_its_type_labels_and_process() throws Exception {
    relay.work();

    List<String> found = found();
    assertThat(documented().stream().filter(row -> row.startsWith("relay_")))
        .containsExactlyInAnyOrderElementsOf(
            found.stream().filter(row -> row.startsWith("relay_")).toList());
    // some metrics of Java appear with the first collection of garbage, or with one collector only
    assertThat(documented()).containsAll(found);
  }

  private static List<String> documented() throws IOException {
    List<String> rows = new ArrayList<>();
    ROW.matcher(Files.readString(REFERENCE))
        .results()
        .forEach(
            row ->
                rows.add(
                    row(
                        row.group(1),
                        row.group(2),
                        new TreeSet<>(
                            LABEL.matcher(row.group(3)).results().map(l -> l.group(1)).toList()),
                        row.group(4))));
    return rows;
  }

  private static String row(String name, String type, Set<String> labels, String process) {
    return name + " " + type + " " + labels + " " + process;
  }

  private List<String> found() {
    Set<String> ingest = Exposition.of(relay.ingest()).families().keySet();
    Set<String> worker = Exposition.of(relay.worker()).families().keySet();
    Map<String, Family> both = relay.exported().families();
    List<String> rows = new ArrayList<>();
    both.forEach(
        (name, family) -> {
          assertThat(family.help()).as(name).isNotBlank();
          boolean besideHistogram =
              name.endsWith("_max") && both.containsKey(name.replaceAll("_max$", ""));
          if (!besideHistogram) {
            // those of collections are missing in a process that has not had one yet
            boolean everywhere =
                name.startsWith("jvm_") || (worker.contains(name) && ingest.contains(name));
            String process = everywhere ? "both" : worker.contains(name) ? "worker" : "ingest";
            rows.add(row(name, family.type(), family.labels(), process));
          }
        });
    return rows;
  }

  @Test
  void rules_and_dashboard_name_only_metrics_and_labels_that_a_relay_exports() throws Exception {
    relay.work();
    Rules rules = Rules.read();
    Map<String, Set<String>> known = new TreeMap<>(relay.exported().queryable());
    known.putAll(rules.labels());
    List<String> queries = new ArrayList<>(rules.queries());
    List<String> ofDashboard = Dashboard.read().queries();
    assertThat(ofDashboard).hasSizeGreaterThan(50);
    queries.addAll(ofDashboard);

    assertThat(queries.stream().flatMap(query -> Queries.problems(query, known).stream()))
        .isEmpty();
  }

  @Test
  void a_prometheus_evaluates_each_query_of_the_dashboard_and_each_rule() throws Exception {
    Path program = Promtool.find().server();
    try (var prometheus = new Prometheus(program, directory, relay.adminPort(), relay.opsPort())) {
      prometheus.await("count(up == 1) == 2");
      relay.work();
      prometheus.await("rate(relay_worker_events_settled_total{outcome=\"delivered\"}[10s]) > 0");

      List<String> queries = Dashboard.read().queries();
      List<String> empty = new ArrayList<>();
      for (String query : queries) {
        if (prometheus.series(Dashboard.sent(query, "10s")) == 0) {
          empty.add(query);
        }
      }
      System.out.printf(
          "queries of the dashboard %d, with series %d, without %s%n",
          queries.size(), queries.size() - empty.size(), empty);
      assertThat(prometheus.rules().findValuesAsText("lastError")).isEmpty();
      assertThat(prometheus.rules().findValuesAsText("health")).containsOnly("ok");
    }
  }
}
