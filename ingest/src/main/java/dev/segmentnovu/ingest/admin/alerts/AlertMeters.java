package dev.segmentnovu.ingest.admin.alerts;

import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what became of messages. */
final class AlertMeters {

  private final MeterRegistry registry;

  AlertMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The series of this receiver begin with zero. */
  void show(String receiver) {
    counter(receiver, "delivered");
    counter(receiver, "failed");
    counter(receiver, "lost");
  }

  void delivered(String receiver) {
    count(receiver, "delivered");
  }

  void failed(String receiver) {
    count(receiver, "failed");
  }

  void lost(String receiver) {
    count(receiver, "lost");
  }

  private void count(String receiver, String outcome) {
    counter(receiver, outcome).increment();
  }

  private Counter counter(String receiver, String outcome) {
    return Counter.builder(Metrics.ALERT_MESSAGES)
        .description("Tries to send alerts to receivers, and messages that were given up")
        .tag("receiver", receiver)
        .tag("outcome", outcome)
        .register(registry);
  }
}
