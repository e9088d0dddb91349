package dev.segmentnovu.relay.runtime;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics of a process that are not about events: what it is, and how its Java does. */
final class ProcessMetrics {

  private ProcessMetrics() {}

  /** A registry with these metrics, under the names that Prometheus' own clients use. */
  static PrometheusMeterRegistry registry(BuildInfo build) {
    var registry = new PrometheusRegistry();
    JvmMetrics.builder().register(registry);
    Info.builder()
        // the client adds _info
        .name("relay_build")
        .help("Version of the relay and commit of its sources; always 1")
        .labelNames("version", "commit")
        .register(registry)
        .setLabelValues(build.version(), build.commit());
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
  }
}
