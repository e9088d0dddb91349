package dev.segmentnovu.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Copies of the chart in the build's directory that differ from it in one respect. */
final class ChartCopy {

  /** Test classes run in several processes. */
  private static final Path COPIES =
      Path.of("target", "charts", Long.toString(ProcessHandle.current().pid()));

  private static final String HOOK = "helm.sh/hook";

  private ChartCopy() {}

  /**
   * The chart with the pods of {@code helm test} as ordinary objects: Helm does not print hooks
   * with the manifests.
   */
  static Path withoutHooks() {
    Path copy = copy("without-hooks");
    Path tests = copy.resolve("templates/tests/pods.yaml");
    List<String> lines = Chart.read("templates/tests/pods.yaml").lines().toList();
    write(
        tests,
        String.join("\n", lines.stream().filter(line -> !line.strip().startsWith(HOOK)).toList()));
    return copy;
  }

  /** The chart with the values in {@code file} as its defaults: Helm's linter takes no values. */
  static Path withDefaults(Path file) {
    Path copy = copy(file.getFileName().toString());
    var merged = (ObjectNode) Chart.defaults();
    try {
      merge(merged, Yaml.one(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(copy.resolve("values.yaml"), merged.toPrettyString());
    return copy;
  }

  /** As Helm merges values: maps by key, null removes a key, anything else replaces. */
  private static void merge(ObjectNode into, JsonNode values) {
    for (Map.Entry<String, JsonNode> each : values.properties()) {
      JsonNode below = into.path(each.getKey());
      if (each.getValue().isNull()) {
        into.remove(each.getKey());
      } else if (below.isObject() && each.getValue().isObject()) {
        merge((ObjectNode) below, each.getValue());
      } else {
        into.set(each.getKey(), each.getValue());
      }
    }
  }

  private static Path copy(String name) {
    Path copy = COPIES.resolve(name);
    delete(copy);
    try (Stream<Path> files = Files.walk(Chart.DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(Chart.DIRECTORY.relativize(file).toString());
        write(to, Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** A file that the chart no longer has would be rendered with the rest. */
  private static void delete(Path copy) {
    if (!Files.exists(copy)) {
      return;
    }
    try (Stream<Path> all = Files.walk(copy)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
