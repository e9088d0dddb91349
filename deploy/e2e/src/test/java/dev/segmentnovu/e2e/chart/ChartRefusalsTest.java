package dev.segmentnovu.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Helm refuses wrong values, and says which value it is. */
final class ChartRefusalsTest {

  /** By {@code values.schema.json}: each row is values, and a part of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas: 3 | additional properties 'replicas' not allowed",
        "ingest: {replica: 3} | at '/ingest': additional properties 'replica' not allowed",
        "ingest: {replicas: '3'} | at '/ingest/replicas': got string, want integer",
        "worker: {replicas: -1} | at '/worker/replicas'",
        "worker: {autoscaling: {type: vpa}} | at '/worker/autoscaling/type'",
        "worker: {autoscaling: {minReplicas: 0}} | at '/worker/autoscaling/minReplicas'",
        "worker: {autoscaling: {keda: {serverAddress: prometheus}}} | keda/serverAddress'",
        "worker: {autoscaling: {keda: {metadata: {a: 1}}}} | keda/metadata/a'",
        "ingest: {autoscaling: {targetCPUUtilizationPercentage: 0}} | UtilizationPercentage'",
        "ingest: {terminationGracePeriodSeconds: 5} | at '/ingest/terminationGracePeriodSeconds'",
        "ingest: {service: {type: ExternalName}} | at '/ingest/service/type'",
        "ingest: {service: {port: 70000}} | at '/ingest/service/port'",
        "ingest: {resources: {requests: {memory: null}}} | at '/ingest/resources/requests'",
        "worker: {resources: {limits: {memory: lots}}} | at '/worker/resources/limits/memory'",
        "worker: {livenessProbe: {httpGet: {}}} | 'httpGet' not allowed",
        "worker: {podDisruptionBudget: {maxUnavailable: 0}} | podDisruptionBudget/maxUnavailable'",
        "worker: {topologySpreadConstraints: [{topologyKey: a}]} | topologySpreadConstraints/0'",
        "image: {digest: sha256:123} | at '/image/digest'",
        "image: {pullPolicy: Sometimes} | at '/image/pullPolicy'",
        "existingSecret: My_Secret | at '/existingSecret'",
        "secretEnv: {NOVU_API_KEY: {for: all}} | at '/secretEnv/NOVU_API_KEY/for'",
        "secretEnv: {APP_KEY: {key: a}} | missing property 'for'",
        "secretFiles: {novu: {for: worker}} | missing property 'secret'",
        "secretFiles: {Novu: {for: worker, secret: a}} | invalid propertyName 'Novu'",
        "env: {RELAY_LEASE: 90} | at '/env/RELAY_LEASE': got number, want string",
        "env: {RELAY_LEESE: 90s} | invalid propertyName 'RELAY_LEESE'",
        "env: {1A: a} | invalid propertyName '1A'",
        "networkPolicy: {redis: {ports: []}} | at '/networkPolicy/redis/ports'",
        "monitoring: {serviceMonitor: {interval: often}} | serviceMonitor/interval'",
        "ingress: {paths: [webhooks]} | at '/ingress/paths/0'",
        "config: {queue: {leese: 90s}} | at '/config/queue': additional properties 'leese'",
        "config: {queue: {lease: 90}} | at '/config/queue/lease'",
        "config: {queue: {shards: 0}} | at '/config/queue/shards'",
        "config: {sources: {web: {unmapped: drop}}} | at '/config/sources/web/unmapped'",
        "config: {sources: {web: {rules: [{when: a}]}}} | missing property 'workflow'",
        "config: {sources: {Web: {}}} | invalid propertyName 'Web'"
      })
  void the_schema_refuses(String values, String message) {
    assertThatThrownBy(() -> Chart.render(values))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(message);
  }

  /** By the templates: each row is values, and the message with its remedy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "existingSecret: '' | Name a Secret with these keys in existingSecret",
        "secret: {REDIS_URL: a, NOVU_API_KEY: b} | secret has no RELAY_ADMIN_TOKEN",
        "{existingConfigMap: a, config: {queue: {lease: 90s}}} | config and existingConfigMap are",
        "config: {admin: {port: 9000}} | config.admin.port: the chart sets hosts, ports and",
        "config: {admin: {hosts: [relay.example]}} | config.admin.hosts: the chart sets",
        "config: {ingest: {port: 9000}} | config.ingest.port: the chart sets",
        "config: {ops: {host: 0.0.0.0}} | config.ops.host: the chart sets",
        "config: {tls: {cert: /a}} | name a Secret with the certificate in tls.existingSecret",
        "env: {RELAY_HTTP_PORT: '80'} | env.RELAY_HTTP_PORT: the chart sets the file, hosts",
        "worker: {env: {RELAY_TLS_KEY: /a}} | worker.env.RELAY_TLS_KEY: the chart sets the file",
        "ingest: {env: {NOVU_API_KEY: a}} | ingest.env.NOVU_API_KEY: secretEnv sets this variable",
        "worker: {autoscaling: {type: keda}} | worker.autoscaling.keda.serverAddress is empty",
        "worker: {autoscaling: {minReplicas: 11}} | worker.autoscaling.minReplicas is above",
        "ingest: {autoscaling: {minReplicas: 11}} | ingest.autoscaling.minReplicas is above",
        "ingest: {preStopSeconds: 55} | must be at least ingest.preStopSeconds and 10 s",
        "worker: {terminationGracePeriodSeconds: 30} | a drain may take 60",
        "ingress: {enabled: true} | ingress.host is empty"
      })
  void the_chart_refuses_with_a_remedy(String values, String message) {
    assertThatThrownBy(() -> Chart.render(values))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void the_schema_has_no_value_that_the_chart_does_not_have() {
    List<String> unknown = new ArrayList<>();
    compare("", Yaml.one(Chart.read("values.schema.json")), Chart.defaults(), unknown);

    assertThat(unknown).containsExactly("/global");
  }

  /** The other direction is the schema's own: it refuses what it does not know. */
  private static void compare(
      String path, JsonNode schema, JsonNode defaults, List<String> unknown) {
    for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
      String below = path + "/" + each.getKey();
      if (!defaults.has(each.getKey())) {
        unknown.add(below);
      } else if (!below.endsWith("/authenticationRef")) {
        compare(below, each.getValue(), defaults.path(each.getKey()), unknown);
      }
    }
  }
}
