package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is true of each pod, whatever the values. */
final class ChartPodsTest {

  /** Kinds of volumes that the restricted profile takes and that keep nothing on a node's disk. */
  private static final Set<String> VOLUMES = Set.of("configMap", "secret", "emptyDir");

  /** What every pod has: by the restricted profile of Pod Security Standards, and beyond it. */
  private static Map<String, Predicate<Manifest>> ofEveryPod() {
    Map<String, Predicate<Manifest>> rules = new LinkedHashMap<>();
    rules.put("has one container", pod -> pod.list("/spec/containers").size() == 1);
    rules.put("runs as nobody", pod -> eachContext(pod, "/runAsUser", "65534"));
    rules.put("runs as no root", pod -> eachContext(pod, "/runAsNonRoot", "true"));
    rules.put("has seccomp", pod -> eachContext(pod, "/seccompProfile/type", "RuntimeDefault"));
    rules.put(
        "has a read-only root", pod -> context(pod, "/readOnlyRootFilesystem").equals("true"));
    rules.put(
        "gets no privileges", pod -> context(pod, "/allowPrivilegeEscalation").equals("false"));
    rules.put("has no capability", pod -> context(pod, "/capabilities/drop/0").equals("ALL"));
    rules.put("adds no capability", pod -> context(pod, "/capabilities/add").isEmpty());
    rules.put(
        "has no token",
        pod -> pod.at("/spec/automountServiceAccountToken").asText().equals("false"));
    rules.put(
        "has no variables of services",
        pod -> pod.at("/spec/enableServiceLinks").asText().equals("false"));
    rules.put("is apart from its node", ChartPodsTest::isApartFromItsNode);
    rules.put("asks for CPU", pod -> !resource(pod, "requests/cpu").isEmpty());
    rules.put("asks for memory", pod -> !resource(pod, "requests/memory").isEmpty());
    rules.put(
        "gets the memory that it asks for",
        pod -> resource(pod, "limits/memory").equals(resource(pod, "requests/memory")));
    rules.put("is not throttled", pod -> resource(pod, "limits/cpu").isEmpty());
    rules.put("mounts directories", pod -> pod.container().findValues("subPath").isEmpty());
    rules.put("mounts what it has", ChartPodsTest::mountsAreVolumes);
    rules.put("has a version", pod -> pod.labels().containsKey("app.kubernetes.io/version"));
    return rules;
  }

  private static Map<String, Predicate<Manifest>> ofEveryProcess() {
    Map<String, Predicate<Manifest>> rules = new LinkedHashMap<>();
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      rules.put("has a " + probe, pod -> isHealth(pod, probe));
    }
    rules.put("starts in two minutes", pod -> seconds(pod, "startupProbe") >= 120);
    rules.put("is out of service soon", pod -> seconds(pod, "readinessProbe") <= 15);
    rules.put("lives through a long pause", pod -> seconds(pod, "livenessProbe") >= 60);
    rules.put(
        "has time to drain",
        pod -> pod.at("/spec/terminationGracePeriodSeconds").asInt() >= 8 + 5 + 25);
    rules.put("is spread among zones", pod -> isSpread(pod, "topology.kubernetes.io/zone"));
    rules.put("is spread among nodes", pod -> isSpread(pod, "kubernetes.io/hostname"));
    rules.put(
        "restarts for some settings",
        pod -> pod.texts("/metadata/annotations").containsKey("checksum/restart"));
    return rules;
  }

  static Stream<Arguments> podsOfEveryValuesFile() {
    return Chart.valuesFiles()
        .flatMap(
            file ->
                Chart.pods(Chart.render(file)).stream()
                    .map(pod -> Arguments.of(named(file, pod), pod)));
  }

  private static String named(Path file, Manifest pod) {
    return pod.component() + " with " + file.getFileName();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("podsOfEveryValuesFile")
  void a_pod_is_restricted_and_bounded(String name, Manifest pod) {
    assertThat(broken(pod, ofEveryPod())).as(name).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("podsOfEveryValuesFile")
  void a_process_has_probes_grace_and_spread(String name, Manifest pod) {
    if (pod.component().equals("test")) {
      assertThat(pod.at("/spec/restartPolicy").asText()).isEqualTo("Never");
    } else {
      assertThat(broken(pod, ofEveryProcess())).as(name).isEmpty();
    }
  }

  @Test
  void a_process_gets_the_secrets_of_its_role_only() {
    List<Manifest> pods = Chart.pods(Chart.render(""));

    assertThat(secrets(pods, "ingest"))
        .containsExactly(
            "REDIS_URL", "RELAY_ADMIN_TOKEN", "SEGMENT_SHARED_SECRET", "SEGMENT_WRITE_KEY");
    assertThat(secrets(pods, "worker")).containsExactly("NOVU_API_KEY", "REDIS_URL");
  }

  @Test
  void the_test_of_the_health_has_no_configuration_and_no_secret() {
    Manifest health =
        Chart.pods(Chart.render("")).stream()
            .filter(pod -> pod.name().endsWith("-test-health"))
            .findFirst()
            .orElseThrow();

    assertThat(health.at("/spec/volumes").isMissingNode()).isTrue();
    assertThat(health.at("/spec/containers/0/env").isMissingNode()).isTrue();
  }

  @Test
  void a_secret_file_is_mounted_in_the_role_that_reads_it() {
    List<Manifest> pods =
        Chart.pods(Chart.render("secretFiles: {novu: {for: worker, secret: novu-login}}"));

    assertThat(mounts(pods, "worker")).contains("/run/secrets/novu");
    assertThat(mounts(pods, "ingest")).containsExactly("/etc/relay");
  }

  @Test
  void ingest_goes_on_while_load_balancers_learn_that_it_leaves() {
    List<Manifest> pods = Chart.pods(Chart.render("ingest: {preStopSeconds: 7}"));

    assertThat(pod(pods, "ingest").container().at("/lifecycle/preStop/sleep/seconds").asInt())
        .isEqualTo(7);
  }

  /** 25 s beside the longest call: 10 s for its settlement, the rest for the steps after it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 60",
        "env: {RELAY_NOVU_TIMEOUT: 50s} | 75",
        "worker: {env: {RELAY_NOVU_TIMEOUT: 2m}} | 145",
        "config: {defaults: {novu: {timeout: 10s}}} | 35",
        "config: {defaults: {novu: {timeout: 1500ms}}} | 27",
        "config: {sources: {a: {novu: {apiKey: k, timeout: 1m}}, b: {novu: {apiKey: k}}}} | 85",
        "config: {sources: {a: {novu: {apiKey: k, timeout: 5s}}}} | 60",
        "config: {sources: {a: {writeKeys: [k]}}} | 60",
        "worker: {terminationGracePeriodSeconds: 300} | 300"
      })
  void a_worker_has_the_time_that_its_longest_call_takes(String values, int seconds) {
    List<Manifest> pods = Chart.pods(Chart.render(values));

    assertThat(pod(pods, "worker").at("/spec/terminationGracePeriodSeconds").asInt())
        .isEqualTo(seconds);
  }

  /** What a running process takes up must not restart it, and what it refuses must. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config: {sources: {a: {novu: {apiKey: k}}}} | false",
        "config: {defaults: {unmapped: skip}} | false",
        "config: {alerts: {repeat: 1h}} | false",
        "config: {admin: {tokens: [{name: a, role: viewer, token: 0123456789abcdef}]}} | false",
        "config: {queue: {lease: 90s}} | true",
        "config: {ingest: {memoryPercent: 70}} | true",
        "config: {redis: {durability: {replicas: 1}}} | true",
        "env: {RELAY_LEASE: 90s} | true"
      })
  void pods_restart_for_what_a_running_process_cannot_take_up(String values, boolean restarts) {
    JsonNode before = templates("");
    JsonNode after = templates(values);

    assertThat(!after.equals(before)).isEqualTo(restarts);
  }

  @Test
  void pods_restart_for_another_secret_that_the_chart_makes() {
    String secret = "secret: {REDIS_URL: r, RELAY_ADMIN_TOKEN: t, NOVU_API_KEY: %s}";

    assertThat(templates(secret.formatted("one"))).isNotEqualTo(templates(secret.formatted("two")));
  }

  private static JsonNode templates(String values) {
    return Chart.find(Chart.render(values), "Deployment", Chart.NAME + "-worker")
        .at("/spec/template");
  }

  private static List<String> broken(Manifest pod, Map<String, Predicate<Manifest>> rules) {
    return rules.entrySet().stream()
        .filter(rule -> !rule.getValue().test(pod))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Manifest pod(List<Manifest> pods, String component) {
    return pods.stream()
        .filter(each -> each.component().equals(component))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> secrets(List<Manifest> pods, String component) {
    return pod(pods, component).list("/spec/containers/0/env").stream()
        .filter(each -> each.has("valueFrom"))
        .map(each -> each.path("name").asText())
        .toList();
  }

  private static List<String> mounts(List<Manifest> pods, String component) {
    return pod(pods, component).list("/spec/containers/0/volumeMounts").stream()
        .map(each -> each.path("mountPath").asText())
        .toList();
  }

  private static boolean eachContext(Manifest pod, String pointer, String value) {
    return context(pod, pointer).equals(value)
        && pod.at("/spec/securityContext" + pointer).asText().equals(value);
  }

  private static String context(Manifest pod, String pointer) {
    return pod.container().at("/securityContext" + pointer).asText();
  }

  private static String resource(Manifest pod, String name) {
    return pod.container().at("/resources/" + name).asText();
  }

  private static boolean isApartFromItsNode(Manifest pod) {
    return Stream.of("hostNetwork", "hostPID", "hostIPC", "hostAliases")
            .allMatch(each -> pod.at("/spec/" + each).isMissingNode())
        && pod.container().findValues("hostPort").isEmpty()
        && pod.list("/spec/volumes").stream().allMatch(ChartPodsTest::isRestricted);
  }

  private static boolean isRestricted(JsonNode volume) {
    return volume.properties().stream()
        .allMatch(each -> each.getKey().equals("name") || VOLUMES.contains(each.getKey()));
  }

  private static boolean mountsAreVolumes(Manifest pod) {
    List<String> volumes =
        pod.list("/spec/volumes").stream().map(each -> each.path("name").asText()).toList();
    return pod.list("/spec/containers/0/volumeMounts").stream()
        .allMatch(each -> volumes.contains(each.path("name").asText()));
  }

  private static boolean isHealth(Manifest pod, String probe) {
    JsonNode get = pod.container().at("/" + probe + "/httpGet");
    String path = probe.equals("readinessProbe") ? "/health/ready" : "/health/live";
    return get.path("path").asText().equals(path)
        && pod.list("/spec/containers/0/ports").stream()
            .anyMatch(port -> port.path("name").equals(get.path("port")));
  }

  private static int seconds(Manifest pod, String probe) {
    JsonNode of = pod.container().path(probe);
    return of.path("periodSeconds").asInt() * of.path("failureThreshold").asInt();
  }

  private static boolean isSpread(Manifest pod, String over) {
    return pod.list("/spec/topologySpreadConstraints").stream()
        .anyMatch(
            each ->
                each.path("topologyKey").asText().equals(over)
                    && pod.labels()
                        .entrySet()
                        .containsAll(
                            Manifest.texts(each.at("/labelSelector/matchLabels")).entrySet()));
  }
}
