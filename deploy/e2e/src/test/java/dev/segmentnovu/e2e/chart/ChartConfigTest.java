package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.ConfigResult;
import dev.segmentnovu.config.read.TextFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The relay takes the configuration and the variables that the chart gives it. */
final class ChartConfigTest {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)");

  /** Variables that are no settings: where the file is, and what Java itself reads. */
  private static final Set<String> OTHER = Set.of(ConfigLoader.VARIABLE, "JAVA_TOOL_OPTIONS");

  static Stream<Arguments> processesOfEveryValuesFile() {
    return Chart.valuesFiles()
        .flatMap(
            file -> {
              List<Manifest> manifests = Chart.render(file);
              return Chart.pods(manifests).stream()
                  // the test of the health has no configuration
                  .filter(pod -> !pod.name().endsWith("-test-health"))
                  .map(
                      pod ->
                          Arguments.of(
                              pod.component() + " with " + file.getFileName(), manifests, pod));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("processesOfEveryValuesFile")
  void a_process_takes_its_configuration(String name, List<Manifest> manifests, Manifest pod) {
    List<ConfigError> errors = load(manifests, pod).match(config -> List.of(), each -> each);

    assertThat(errors).as(name).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("processesOfEveryValuesFile")
  void every_variable_is_a_setting(String name, List<Manifest> manifests, Manifest pod) {
    Set<String> known = new TreeSet<>(OTHER);
    known.addAll(placeholders(ConfigLoader.defaultFile()));
    known.addAll(placeholders(relayYaml(manifests)));

    assertThat(env(pod).keySet()).as(name).isSubsetOf(known).contains(ConfigLoader.VARIABLE);
  }

  @Test
  void a_process_listens_where_the_kubelet_and_its_services_call() {
    List<Manifest> manifests = Chart.render("");

    RelayConfig ingest = config(manifests, "ingest");
    RelayConfig worker = config(manifests, "worker");

    assertThat(ingest.admin().host()).isEqualTo("0.0.0.0");
    assertThat(worker.ops().host()).isEqualTo("0.0.0.0");
    assertThat(ports(manifests, "ingest"))
        .containsEntry("http", ingest.ingest().port())
        .containsEntry("admin", ingest.admin().port());
    assertThat(ports(manifests, "worker")).containsEntry("ops", worker.ops().port());
  }

  @Test
  void the_admin_port_may_be_called_by_the_names_of_its_service() {
    String service = Chart.NAME + "-admin";

    assertThat(env(pod(Chart.render(""), "ingest")))
        .containsEntry(
            "RELAY_ADMIN_HOSTS",
            String.join(
                ",",
                service,
                service + ".events",
                service + ".events.svc",
                service + ".events.svc.cluster.local"));
  }

  @Test
  void a_large_number_stays_a_number() {
    String values = "config: {ingest: {inFlight: {bytes: 268435456}}}";

    assertThat(config(Chart.render(values), "ingest").ingest().inFlight().bytes())
        .isEqualTo(268_435_456);
  }

  /** A value of a Secret in any other object would be readable by whoever reads that object. */
  @Test
  void secrets_are_in_the_secret_only() {
    List<Manifest> manifests =
        Chart.render(
            "secret: {REDIS_URL: hidden-1, RELAY_ADMIN_TOKEN: hidden-2, NOVU_API_KEY: hidden-3}");

    assertThat(manifests)
        .filteredOn(each -> each.json().toString().contains("hidden-"))
        .extracting(Manifest::kind)
        .containsExactly("Secret");
  }

  private static RelayConfig config(List<Manifest> manifests, String component) {
    return load(manifests, pod(manifests, component))
        .match(
            config -> config,
            errors -> {
              throw new AssertionError(errors.toString());
            });
  }

  private static Manifest pod(List<Manifest> manifests, String component) {
    return Chart.pods(manifests).stream()
        .filter(each -> each.component().equals(component))
        .findFirst()
        .orElseThrow();
  }

  private static ConfigResult load(List<Manifest> manifests, Manifest pod) {
    Map<String, String> env = env(pod);
    ProcessRole role =
        switch (pod.component()) {
          case "ingest" -> ProcessRole.INGEST;
          case "worker" -> ProcessRole.WORKER;
          default -> ProcessRole.BOTH;
        };
    return ConfigLoader.of(env, role).load(files(manifests, pod));
  }

  /** The files that the pod sees: the ConfigMap, and the Secrets that are mounted in it. */
  private static TextFiles files(List<Manifest> manifests, Manifest pod) {
    List<String> mounts = new ArrayList<>();
    pod.list("/spec/containers/0/volumeMounts")
        .forEach(each -> mounts.add(each.path("mountPath").asText()));
    return file -> {
      String name = file.toString();
      if (name.equals("/etc/relay/relay.yaml") && mounts.contains("/etc/relay")) {
        return relayYaml(manifests);
      }
      if (mounts.contains(String.valueOf(file.getParent()))) {
        return "content-of-" + file.getFileName();
      }
      throw new NoSuchFileException(name);
    };
  }

  private static String relayYaml(List<Manifest> manifests) {
    return manifests.stream()
        .filter(each -> each.is("ConfigMap"))
        .map(each -> each.at("/data/relay.yaml").asText())
        .findFirst()
        // the ConfigMap of another program
        .orElse("{sources: {web: {writeKeys: [key], novu: {apiKey: key}}}}");
  }

  private static Map<String, String> env(Manifest pod) {
    Map<String, String> env = new LinkedHashMap<>();
    for (JsonNode each : pod.list("/spec/containers/0/env")) {
      String name = each.path("name").asText();
      String value = each.has("valueFrom") ? secret(name) : each.path("value").asText();
      assertThat(env.put(name, value)).as("%s is set twice", name).isNull();
    }
    return env;
  }

  private static String secret(String name) {
    return switch (name) {
      case "REDIS_URL" -> "redis://redis:6379";
      case "ALERTS_SIGNING" ->
          "whsec_"
              + Base64.getEncoder()
                  .encodeToString("a secret of the receiver".getBytes(StandardCharsets.US_ASCII));
      default -> "value-of-" + name;
    };
  }

  private static Map<String, Integer> ports(List<Manifest> manifests, String component) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    pod(manifests, component)
        .list("/spec/containers/0/ports")
        .forEach(each -> ports.put(each.path("name").asText(), each.path("containerPort").asInt()));
    return ports;
  }

  private static Set<String> placeholders(String text) {
    Set<String> names = new TreeSet<>();
    PLACEHOLDER.matcher(text).results().forEach(each -> names.add(each.group(1)));
    return names;
  }
}
