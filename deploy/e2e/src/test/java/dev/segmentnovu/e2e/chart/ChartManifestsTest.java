package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kubernetes and the operators take what the chart makes. */
final class ChartManifestsTest {

  private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\w+)$");

  private final StrictKinds kinds = new StrictKinds();

  static List<Path> valuesFiles() {
    return Chart.valuesFiles().toList();
  }

  @Test
  void helm_lint_has_nothing_to_say_but_that_there_is_no_icon() {
    Chart.skipWithoutHelm();

    LintResult lint = new Helm(Chart.DIRECTORY).lint().strict().call();

    assertThat(lint.getMessages()).containsExactly("[INFO] Chart.yaml: icon is recommended");
    assertThat(lint.isFailed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void helm_lint_takes_each_values_file(Path values) {
    Chart.skipWithoutHelm();

    LintResult lint = new Helm(ChartCopy.withDefaults(values)).lint().strict().call();

    assertThat(lint.getMessages()).containsExactly("[INFO] Chart.yaml: icon is recommended");
  }

  @Test
  void the_pods_of_helm_test_are_hooks() {
    assertThat(Yaml.one("{" + hookLine() + "}").path("helm.sh/hook").asText()).isEqualTo("test");
  }

  private static String hookLine() {
    return Chart.read("templates/tests/pods.yaml")
        .lines()
        .filter(line -> line.strip().startsWith("helm.sh/hook:"))
        .findFirst()
        .orElse("")
        .strip();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void every_manifest_has_only_fields_and_types_of_its_kind(Path values) {
    assertThat(Chart.render(values))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(kinds.problem(each)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void no_two_objects_have_the_same_kind_and_name(Path values) {
    List<Manifest> manifests = Chart.render(values);

    assertThat(manifests).extracting(Manifest::toString).doesNotHaveDuplicates();
    assertThat(manifests).extracting(Manifest::name).allMatch(name -> name.length() <= 63);
  }

  @Test
  void the_values_files_render_every_kind_that_the_chart_has() throws IOException {
    Set<String> rendered = new TreeSet<>();
    Chart.valuesFiles()
        .forEach(file -> Chart.render(file).forEach(each -> rendered.add(each.kind())));

    assertThat(rendered).isEqualTo(kindsOfTemplates());
  }

  private static Set<String> kindsOfTemplates() throws IOException {
    Set<String> kinds = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Chart.DIRECTORY.resolve("templates"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        KIND.matcher(Files.readString(file)).results().forEach(each -> kinds.add(each.group(1)));
      }
    }
    return kinds;
  }

  /** The strict reading sees mistakes that a chart makes easily. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selectors: {a: b}}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: 1}}",
        "{apiVersion: v1, kind: Pod, metadata: {name: a, annotations: {a: true}}}",
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, env:"
            + " [{name: A, value: 1}]}]}}",
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {securityContext:"
            + " {readOnlyRootFilesystem: true}}}",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: '2'}}",
        "{apiVersion: apps/v1, kind: Deploymint, metadata: {name: a}}",
        "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: a}, spec:"
            + " {endpoint: []}}",
        "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: a}, spec:"
            + " {scaleTargetRef: {name: a}, triggers: [{type: prometheus, metadata: {threshold:"
            + " 1}}]}}",
        "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: a}, spec:"
            + " {scaleTargetRef: {name: a}, minReplicas: 1, triggers: [{type: cpu, metadata: {}}]}}"
      })
  void a_mistake_in_a_manifest_is_found(String manifest) {
    Optional<String> problem = kinds.problem(new Manifest(Yaml.one(manifest)));

    assertThat(problem).isPresent();
  }
}
