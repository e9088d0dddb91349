package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages about Kubernetes tell readers to write works as it stands there. */
final class ChartDocsTest {

  private static final List<Path> PAGES =
      List.of(
          Path.of("..", "..", "docs", "operations", "kubernetes.md"),
          Chart.DIRECTORY.resolve("README.md"));

  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern VALUE = Pattern.compile("`((?:[a-z]\\w+\\.)+[a-zA-Z]+)`");

  private final StrictKinds kinds = new StrictKinds();

  static List<String> values() {
    return blocks().filter(each -> !each.contains("apiVersion:")).toList();
  }

  static List<String> manifests() {
    return blocks().filter(each -> each.contains("apiVersion:")).toList();
  }

  @ParameterizedTest
  @MethodSource("values")
  void the_chart_takes_the_values(String values) {
    assertThat(Chart.render(values)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void kubernetes_takes_the_manifests(String manifests) {
    assertThat(Yaml.all(manifests))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(kinds.problem(new Manifest(each))).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("namedValues")
  void a_value_that_is_named_exists(String path) {
    assertThat(Chart.defaults().at("/" + path.replace('.', '/')).isMissingNode()).isFalse();
  }

  /** Paths that begin with a part of the values; others are settings of the relay and files. */
  static List<String> namedValues() {
    return PAGES.stream()
        .flatMap(page -> VALUE.matcher(read(page)).results())
        .map(each -> each.group(1))
        .filter(each -> Chart.defaults().has(each.substring(0, each.indexOf('.'))))
        .filter(each -> !each.endsWith(".yaml"))
        .distinct()
        .toList();
  }

  private static Stream<String> blocks() {
    return PAGES.stream()
        .flatMap(page -> YAML.matcher(read(page)).results())
        .map(each -> each.group(1));
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
