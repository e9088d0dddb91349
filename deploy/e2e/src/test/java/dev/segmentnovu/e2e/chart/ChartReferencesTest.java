package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What one object says of another is true: selectors, ports, targets, and who may call whom. */
final class ChartReferencesTest {

  static List<Path> valuesFiles() {
    return Chart.valuesFiles().toList();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void each_selector_selects_the_pods_of_its_component(Path values) {
    List<Manifest> manifests = Chart.render(values);
    List<Manifest> pods = Chart.pods(manifests);

    for (Manifest each : manifests) {
      for (String pointer : selectors(each)) {
        Map<String, String> selector = each.texts(pointer);
        assertThat(selector).as(each + pointer).isNotEmpty();
        List<String> selected =
            pods.stream()
                .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                .map(Manifest::component)
                .toList();
        // the tests have a pod for each thing that they look at
        assertThat(each.component().equals("test") ? Set.copyOf(selected) : selected)
            .as(each + pointer)
            .containsExactly(each.component());
      }
    }
  }

  private static List<String> selectors(Manifest of) {
    return switch (of.kind()) {
      case "Service" -> List.of("/spec/selector");
      case "Deployment", "PodDisruptionBudget" -> List.of("/spec/selector/matchLabels");
      case "NetworkPolicy" -> List.of("/spec/podSelector/matchLabels");
      default -> List.of();
    };
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void each_port_that_is_named_is_a_port_of_the_pods(Path values) {
    List<Manifest> manifests = Chart.render(values);
    List<String> missing = new ArrayList<>();
    for (Manifest each : manifests) {
      List<String> has = ports(manifests, each.component());
      for (String port : named(each)) {
        if (!has.contains(port)) {
          missing.add(each + ": " + port);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  private static List<String> named(Manifest of) {
    Stream<JsonNode> ports =
        switch (of.kind()) {
          case "Service" -> of.list("/spec/ports").stream().map(each -> each.path("targetPort"));
          case "NetworkPolicy" ->
              of.list("/spec/ingress").stream().map(each -> each.at("/ports/0/port"));
          case "ServiceMonitor" ->
              of.list("/spec/endpoints").stream().map(each -> each.path("port"));
          default -> Stream.of();
        };
    return ports.map(JsonNode::asText).toList();
  }

  private static List<String> ports(List<Manifest> manifests, String component) {
    return Chart.pods(manifests).stream()
        .filter(each -> each.component().equals(component))
        .flatMap(each -> each.list("/spec/containers/0/ports").stream())
        .map(each -> each.path("name").asText())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void each_autoscaler_scales_a_deployment_that_states_no_number(Path values) {
    List<Manifest> manifests = Chart.render(values);
    List<String> scaled = new ArrayList<>();
    for (Manifest each : manifests) {
      if (each.is("HorizontalPodAutoscaler") || each.is("ScaledObject")) {
        scaled.add(each.at("/spec/scaleTargetRef/name").asText());
      }
    }

    assertThat(scaled).doesNotHaveDuplicates();
    assertThat(manifests)
        .filteredOn(each -> each.is("Deployment"))
        .allSatisfy(
            each ->
                assertThat(each.at("/spec/replicas").isMissingNode())
                    .isEqualTo(scaled.contains(each.name())));
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void each_service_monitor_selects_one_service_with_its_port(Path values) {
    List<Manifest> manifests = Chart.render(values);

    assertThat(manifests)
        .filteredOn(each -> each.is("ServiceMonitor"))
        .allSatisfy(
            monitor ->
                assertThat(manifests)
                    .filteredOn(each -> each.is("Service"))
                    .filteredOn(
                        each ->
                            each.labels()
                                .entrySet()
                                .containsAll(
                                    monitor.texts("/spec/selector/matchLabels").entrySet()))
                    .extracting(each -> each.at("/spec/ports/0/name").asText())
                    .containsExactly(monitor.at("/spec/endpoints/0/port").asText()));
  }

  @Test
  void the_ingress_leads_to_the_port_for_events_only() {
    List<Manifest> manifests =
        Chart.render("ingress: {enabled: true, host: relay.example, paths: [/webhooks, /v1]}");

    List<JsonNode> paths =
        Chart.find(manifests, "Ingress", Chart.NAME + "-ingest").list("/spec/rules/0/http/paths");

    assertThat(paths).hasSize(2);
    assertThat(paths)
        .allSatisfy(
            each -> {
              String service = each.at("/backend/service/name").asText();
              assertThat(
                      Chart.find(manifests, "Service", service).at("/spec/ports/0/name").asText())
                  .isEqualTo("http")
                  .isEqualTo(each.at("/backend/service/port/name").asText());
            });
  }

  /** Each ingest exports the same numbers, and each worker serves all sources. */
  @Test
  void keda_asks_for_the_pods_that_the_ingests_of_this_release_want() {
    Manifest scaled =
        Chart.find(
            Chart.render("worker: {autoscaling: {type: keda, keda: {serverAddress: 'http://p'}}}"),
            "ScaledObject",
            Chart.NAME + "-worker");
    Map<String, String> trigger = scaled.texts("/spec/triggers/0/metadata");

    assertThat(trigger)
        .containsEntry(
            "query",
            "max(relay_desired_replicas{namespace=\"events\", service=\""
                + Chart.NAME
                + "-admin\"})")
        .containsEntry("threshold", "1")
        .containsEntry("ignoreNullValues", "false");
    assertThat(scaled.at("/spec/triggers/0/metricType").asText()).isEqualTo("AverageValue");
    assertThat(scaled.at("/spec/minReplicaCount").asInt()).isPositive();
  }

  @Test
  void a_query_of_ones_own_is_a_template() {
    Manifest scaled =
        Chart.find(
            Chart.render(
                "worker: {autoscaling: {type: keda, keda: {serverAddress: 'http://p', query:"
                    + " 'max(relay_desired_replicas{ns=\"{{ .Release.Namespace }}\"})'}}}"),
            "ScaledObject",
            Chart.NAME + "-worker");

    assertThat(scaled.at("/spec/triggers/0/metadata/query").asText())
        .isEqualTo("max(relay_desired_replicas{ns=\"events\"})");
  }

  @Test
  void only_prometheus_and_the_tests_reach_the_admin_port() {
    Manifest policy = Chart.find(Chart.render(""), "NetworkPolicy", Chart.NAME + "-ingest");

    assertThat(policy.at("/spec/ingress/0/ports/0/port").asText()).isEqualTo("http");
    assertThat(policy.at("/spec/ingress/0/from").isMissingNode()).isTrue();
    assertThat(policy.at("/spec/ingress/1/ports/0/port").asText()).isEqualTo("admin");
    assertThat(policy.list("/spec/ingress/1/from")).hasSize(2);
    assertThat(policy.list("/spec/ingress")).hasSize(2);
  }

  @Test
  void nobody_reaches_a_worker_without_a_monitoring_peer() {
    Manifest policy =
        Chart.find(
            Chart.render("networkPolicy: {monitoringFrom: []}"),
            "NetworkPolicy",
            Chart.NAME + "-worker");

    assertThat(policy.at("/spec/ingress").isArray()).isTrue();
    assertThat(policy.at("/spec/ingress")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ingest, 53 53 6379 443 8443", "worker, 53 53 6379 3000"})
  void pods_reach_names_redis_and_what_they_call_only(String component, String ports) {
    Manifest policy =
        Chart.find(
            Chart.render("networkPolicy: {novu: {ports: [3000]}, alerts: {ports: [443, 8443]}}"),
            "NetworkPolicy",
            Chart.NAME + "-" + component);

    assertThat(policy.at("/spec/egress").findValuesAsText("port"))
        .containsExactly(ports.split(" "));
    assertThat(policy.at("/spec/policyTypes")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"ingest, 53 53 6379 443 4318", "worker, 53 53 6379 443 4318"})
  void with_traces_they_reach_the_collector_too(String component, String ports) {
    Manifest policy =
        Chart.find(
            Chart.render("networkPolicy: {traces: {enabled: true}}"),
            "NetworkPolicy",
            Chart.NAME + "-" + component);

    assertThat(policy.at("/spec/egress").findValuesAsText("port"))
        .containsExactly(ports.split(" "));
  }
}
