package dev.segmentnovu.ingest.admin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.QueueStats;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Metrics of a source exist from its start until its end. */
final class SourceGaugesTest {

  private static final SourceSample SAMPLE =
      new SourceSample(
          new QueueStats(
              9,
              900,
              4,
              3,
              2,
              1,
              null,
              0,
              0,
              0,
              0,
              null,
              false,
              new QueueStats.Totals(9, 0, 0, 0, 0, 0, 0, 0)),
          List.of(),
          List.of());

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SourceGauges gauges = new SourceGauges(registry, "web");

  @Test
  void the_first_sample_adds_the_counters() {
    int before = registry.getMeters().size();

    gauges.show(SAMPLE, 1);

    assertThat(registry.getMeters()).hasSize(before + 3);
  }

  @Test
  void a_sample_that_arrives_after_the_end_adds_nothing() {
    gauges.close();

    gauges.show(SAMPLE, 1);

    assertThat(registry.getMeters()).isEmpty();
  }
}
