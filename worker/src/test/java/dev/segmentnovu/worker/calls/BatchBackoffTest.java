package dev.segmentnovu.worker.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.novu.BatchKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BatchBackoffTest {

  private final AtomicLong nanos = new AtomicLong();
  private final BatchBackoff backoff = new BatchBackoff(nanos::get);

  @Test
  void after_a_refusal_no_batch_is_sent_for_a_time_that_doubles_up_to_four_minutes() {
    assertThat(backoff.allows(BatchKind.TRIGGERS)).isTrue();
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 256}) {
      assertThat(backoff.refused(BatchKind.TRIGGERS)).hasSeconds(seconds);
      assertThat(backoff.allows(BatchKind.TRIGGERS)).isFalse();
      assertThat(backoff.allows(BatchKind.SUBSCRIBERS)).isTrue();
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(backoff.allows(BatchKind.TRIGGERS)).isFalse();
      pass(Duration.ofNanos(1));
      assertThat(backoff.allows(BatchKind.TRIGGERS)).isTrue();
    }
  }

  @Test
  void batches_refused_while_in_flight_together_count_once() {
    assertThat(backoff.refused(BatchKind.TRIGGERS)).hasSeconds(1);
    assertThat(backoff.refused(BatchKind.TRIGGERS)).isZero();
    backoff.accepted(BatchKind.TRIGGERS);
    assertThat(backoff.allows(BatchKind.TRIGGERS)).isFalse();
  }

  @Test
  void an_accepted_batch_resets_the_backoff() {
    backoff.refused(BatchKind.TRIGGERS);
    pass(Duration.ofSeconds(1));
    backoff.refused(BatchKind.TRIGGERS);
    pass(Duration.ofSeconds(2));
    backoff.accepted(BatchKind.TRIGGERS);
    assertThat(backoff.refused(BatchKind.TRIGGERS)).hasSeconds(1);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
