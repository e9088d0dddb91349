package dev.segmentnovu.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CircuitTest {

  private static final double HIGHEST = Math.nextDown(1.0);

  private final Circuit circuit = new Circuit();

  @Test
  void ten_failing_users_in_a_row_open_it() {
    for (int user = 1; user < 10; user++) {
      assertThat(circuit.failed("u" + user, false, HIGHEST)).isZero();
    }
    assertThat(circuit.isOpen()).isFalse();
    assertThat(circuit.failed("u10", false, HIGHEST)).isBetween(ms(990), ms(1_000));
    assertThat(circuit.isOpen()).isTrue();
  }

  @Test
  void one_user_that_fails_repeatedly_does_not_open_it() {
    for (int attempt = 0; attempt < 100; attempt++) {
      assertThat(circuit.failed("u" + attempt % 9, false, HIGHEST)).isZero();
    }
  }

  @Test
  void a_response_in_between_restarts_the_count() {
    for (int user = 0; user < 100; user++) {
      if (user % 9 == 0) {
        circuit.close();
      }
      assertThat(circuit.failed("u" + user, false, HIGHEST)).isZero();
    }
  }

  @Test
  void each_failed_probe_doubles_the_pause_up_to_half_a_minute() {
    open();
    long[] pauses = {2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (long pause : pauses) {
      assertThat(circuit.failed("p", true, HIGHEST)).isBetween(ms(pause - 10), ms(pause));
    }
    for (int probe = 0; probe < 100; probe++) {
      assertThat(circuit.failed("p", true, 0)).isEqualTo(ms(15_000));
    }
  }

  @Test
  void calls_in_flight_when_it_opened_do_not_prolong_the_pause() {
    open();
    for (int user = 0; user < 60; user++) {
      assertThat(circuit.failed("late" + user, false, HIGHEST)).isZero();
    }
    assertThat(circuit.failed("p", true, HIGHEST)).isBetween(ms(1_990), ms(2_000));
  }

  @Test
  void a_probe_that_succeeds_closes_it() {
    open();
    circuit.failed("p", true, HIGHEST);
    circuit.close();
    assertThat(circuit.isOpen()).isFalse();
    open();
    assertThat(circuit.failed("p", true, HIGHEST)).isBetween(ms(1_990), ms(2_000));
  }

  private void open() {
    for (int user = 0; user < Circuit.USERS; user++) {
      circuit.failed("u" + user, false, 0);
    }
    assertThat(circuit.isOpen()).isTrue();
  }

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }
}
