package dev.segmentnovu.worker.calls.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchElectionWarningTest {

  /** On Novu's smallest plan a hundred tokens take 5 s; a call must be able to wait for 10 s. */
  @ParameterizedTest
  @CsvSource({"60, 35, false", "46, 35, false", "45, 35, true", "38, 35, true", "10, 5, true"})
  void a_lease_too_short_for_a_batch_is_warned_of(int lease, int timeout, boolean isWarned) {
    assertThat(warning(Duration.ofSeconds(lease), Duration.ofSeconds(timeout)))
        .matches(warning -> warning.isPresent() == isWarned);
  }

  @Test
  void the_warning_states_the_figures_and_the_remedy() {
    assertThat(warning(Duration.ofSeconds(40), Duration.ofSeconds(35)))
        .hasValue(
            "queue.lease (RELAY_LEASE) of 40s leaves a call 4s to wait beside novu.timeout of 35s."
                + " Where Novu limits calls, identifies share them only if they can wait 10s (on a"
                + " plan of 20 a second), and else cost up to five times the tokens. Set"
                + " RELAY_LEASE to 46s or more, or RELAY_NOVU_TIMEOUT to 29s or less");
    assertThat(warning(Duration.ofSeconds(10), Duration.ofSeconds(5)).orElseThrow())
        .endsWith("Set RELAY_LEASE to 16s or more");
  }

  private static Optional<String> warning(Duration lease, Duration timeout) {
    return BatchElection.warning(lease, timeout, Duration.ofSeconds(1));
  }
}
