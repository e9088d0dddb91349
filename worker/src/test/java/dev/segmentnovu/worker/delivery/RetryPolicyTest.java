package dev.segmentnovu.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryPolicyTest {

  private final RetryPolicy policy =
      new RetryPolicy(
          new RelayConfig.Retry(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(24)));

  @ParameterizedTest
  @CsvSource({
    // failures, random, not before (ms), delay (ms)
    "1, 0, 0, 0",
    "1, 0.5, 0, 500",
    "1, 0.999, 0, 999",
    "2, 0.5, 0, 1000",
    "3, 0.5, 0, 2000",
    "12, 0.5, 0, 1024000",
    "13, 0.5, 0, 1800000",
    "64, 0.5, 0, 1800000",
    "2147483647, 0.999, 0, 3596400",
    "1, 0, 3000, 3000",
    "1, 0.5, 3000, 3500",
    "13, 0.5, 3000, 1803000",
    "2147483647, 0, 7200000, 7200000",
  })
  void the_bound_doubles_up_to_the_cap_with_full_jitter(
      int failures, double random, long notBefore, long delay) {
    assertThat(policy.delay(failures, random, Duration.ofMillis(notBefore)))
        .isEqualTo(Duration.ofMillis(delay));
  }

  @Test
  void the_window_counts_from_the_first_attempt() {
    Instant first = Instant.parse("2026-11-23T00:00:00Z");

    assertThat(policy.isOver(first, first.plus(Duration.ofHours(24)))).isFalse();
    assertThat(policy.isOver(first, first.plus(Duration.ofHours(24)).plusMillis(1))).isTrue();
  }
}
