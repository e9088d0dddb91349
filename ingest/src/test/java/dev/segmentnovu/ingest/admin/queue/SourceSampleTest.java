package dev.segmentnovu.ingest.admin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which workers count for a source. */
final class SourceSampleTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final QueueStats STATS =
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
          new QueueStats.Totals(9, 0, 0, 0, 0, 0, 0, 0));

  private static Seen seen(Role role, String source, Kind kind, int calls, int ageSeconds) {
    var state = new SourceState(kind, null, null, null, null, null);
    var heartbeat =
        new Heartbeat(
            "p" + calls,
            role,
            "1",
            NOON,
            List.of(new Heartbeat.Source(source, state, 1, calls, 8)));
    return new Seen(heartbeat, NOON, Duration.ofSeconds(ageSeconds));
  }

  private static SourceSample sample(Seen... processes) {
    return SourceSample.of("web", STATS, List.of(), List.of(processes));
  }

  @Test
  void live_workers_that_serve_the_source_count() {
    SourceSample sample =
        sample(
            seen(Role.WORKER, "web", Kind.RUNNING, 2, 0),
            seen(Role.WORKER, "web", Kind.RUNNING, 5, 9),
            seen(Role.WORKER, "web", Kind.RUNNING, 7, 11),
            seen(Role.WORKER, "app", Kind.RUNNING, 11, 0),
            seen(Role.INGEST, "web", Kind.RUNNING, 13, 0));

    assertThat(sample.workers()).hasSize(2);
    assertThat(sample.calls()).isEqualTo(7);
    assertThat(sample.usersWithWork()).as("due and claimed").isEqualTo(7);
  }

  @Test
  void a_source_is_held_if_no_worker_delivers_it() {
    assertThat(sample().isHeld()).as("a first worker would deliver").isFalse();
    assertThat(sample(seen(Role.WORKER, "web", Kind.SUSPENDED, 0, 0)).isHeld()).isTrue();
    assertThat(
            sample(
                    seen(Role.WORKER, "web", Kind.CIRCUIT_OPEN, 0, 0),
                    seen(Role.WORKER, "web", Kind.RUNNING, 0, 0))
                .isHeld())
        .isFalse();
  }
}
