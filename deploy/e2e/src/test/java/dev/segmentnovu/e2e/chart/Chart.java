package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Renders the chart as {@code helm template} does, with the pods of {@code helm test}. */
final class Chart {

  static final Path DIRECTORY = Path.of("..", "helm", "segment-novu-relay");

  /** A release whose name does not contain that of the chart, so that both are in all names. */
  static final String RELEASE = "shop";

  static final String NAMESPACE = "events";

  /** What every name begins with, unless the values change it. */
  static final String NAME = RELEASE + "-segment-novu-relay";

  /** The oldest Kubernetes that the chart takes. */
  private static final String KUBERNETES = "1.30.0";

  private static final Path RENDERED = ChartCopy.withoutHooks();

  private Chart() {}

  /** The values files of the chart for tests, by name. */
  static Stream<Path> valuesFiles() {
    try (Stream<Path> files = Files.list(DIRECTORY.resolve("ci"))) {
      List<Path> sorted = files.sorted().toList();
      assertThat(sorted).hasSizeGreaterThan(5);
      return sorted.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The manifests with the values in {@code file}. */
  static List<Manifest> render(Path file) {
    skipWithoutHelm();
    String text =
        new Helm(RENDERED)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES)
            .withValuesFile(file)
            .call();
    return Yaml.all(text).stream().map(Manifest::new).toList();
  }

  /**
   * The manifests with these values.
   *
   * @param values in YAML
   * @throws IllegalStateException if the chart refuses them; the message says why
   */
  static List<Manifest> render(String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        return render(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pods that the manifests make: of Deployments and of tests. */
  static List<Manifest> pods(List<Manifest> manifests) {
    return manifests.stream()
        .filter(each -> each.is("Deployment") || each.is("Pod"))
        .map(each -> new Manifest(each.is("Pod") ? each.json() : each.at("/spec/template")))
        .toList();
  }

  /** The only manifest of this kind and name. */
  static Manifest find(List<Manifest> manifests, String kind, String name) {
    List<Manifest> found =
        manifests.stream().filter(each -> each.is(kind) && each.name().equals(name)).toList();
    assertThat(found).as("%s %s", kind, name).hasSize(1);
    return found.get(0);
  }

  /** The default values of the chart. */
  static JsonNode defaults() {
    return Yaml.one(read("values.yaml"));
  }

  /** The text of a file of the chart. */
  static String read(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Helm's library would look for a missing part on the network. */
  static void skipWithoutHelm() {
    assumeTrue(
        NativeLibrary.serviceProviderLibrary(Chart.class.getClassLoader()) != null,
        "Helm's library has no build for this platform ("
            + System.getProperty("os.name")
            + ", "
            + System.getProperty("os.arch")
            + "), so the chart is not rendered here");
  }
}
