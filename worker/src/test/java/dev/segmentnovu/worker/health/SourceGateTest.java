package dev.segmentnovu.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SourceGateTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SourceGate gate = new SourceGate(nanos::get);

  @Test
  void an_open_gate_admits_all_free_users() {
    assertThat(gate.admits(7, 3)).isEqualTo(7);
    assertThat(gate.remaining()).isZero();
  }

  @Test
  void a_paused_gate_admits_no_user_then_one_probe_and_opens_on_its_response() {
    assertThat(gate.pause(Duration.ofSeconds(1))).isTrue();
    assertThat(gate.admits(7, 0)).isZero();
    assertThat(gate.remaining()).isEqualTo(Duration.ofMillis(1_001));

    pass(1_000);
    assertThat(gate.remaining()).isZero();
    assertThat(gate.admits(7, 0)).isEqualTo(1);
    assertThat(gate.admits(7, 1)).isZero();

    assertThat(gate.open()).isTrue();
    assertThat(gate.admits(7, 1)).isEqualTo(7);
    assertThat(gate.open()).isFalse();
  }

  @Test
  void the_longer_pause_counts_and_a_failed_probe_pauses_again() {
    gate.pause(Duration.ofSeconds(5));
    assertThat(gate.pause(Duration.ofSeconds(1))).isFalse();
    assertThat(gate.remaining()).isEqualTo(Duration.ofMillis(5_001));

    pass(5_000);
    assertThat(gate.remaining()).isZero();
    assertThat(gate.pause(Duration.ofSeconds(2))).isFalse();
    assertThat(gate.admits(7, 0)).isZero();
  }

  @Test
  void a_response_to_a_call_from_before_the_pause_does_not_end_it() {
    gate.pause(Duration.ofSeconds(5));

    assertThat(gate.open()).isFalse();
    assertThat(gate.admits(7, 0)).isZero();

    pass(6_000);
    assertThat(gate.open()).isTrue();
    assertThat(gate.admits(7, 0)).isEqualTo(7);
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
