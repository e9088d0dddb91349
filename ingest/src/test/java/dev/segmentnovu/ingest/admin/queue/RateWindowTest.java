package dev.segmentnovu.ingest.admin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.queue.RateWindow.Rates;
import dev.segmentnovu.queue.admin.QueueStats.Totals;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateWindowTest {

  private final RateWindow window = new RateWindow();

  private static Instant at(double seconds) {
    return Instant.EPOCH.plusMillis((long) (seconds * 1_000));
  }

  private void sample(double seconds, long enqueued, long delivered, long died) {
    window.add(at(seconds), new Totals(enqueued, 0, delivered, 0, died, 0, 0, 0));
  }

  @Test
  void rates_are_unknown_without_two_samples() {
    assertThat(window.rates(at(0))).isEmpty();
    sample(0, 10, 10, 10);
    assertThat(window.rates(at(0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          5,    50, 25, 0,   10, 5, 0
          10,   0,  0,  0,   0,  0, 0
          2.5,  1,  2,  5,   0.4, 0.8, 2
          60,   600, 60, 6,  10, 1, 0.1
          """)
  void a_rate_is_growth_per_second(
      double seconds,
      long enqueued,
      long delivered,
      long died,
      double enqueuedRate,
      double deliveredRate,
      double diedRate) {
    sample(0, 1_000, 2_000, 3_000);
    sample(seconds, 1_000 + enqueued, 2_000 + delivered, 3_000 + died);

    assertThat(window.rates(at(seconds)))
        .contains(new Rates(enqueuedRate, deliveredRate, diedRate));
  }

  @Test
  void only_the_last_minute_counts() {
    sample(0, 0, 0, 0);
    sample(10, 1_000, 0, 0);
    for (int i = 15; i <= 70; i += 5) {
      sample(i, 1_000 + (i - 10), 0, 0);
    }

    assertThat(window.rates(at(70))).contains(new Rates(1, 0, 0));
  }

  @Test
  void rates_become_unknown_when_samples_stop() {
    sample(0, 0, 0, 0);
    sample(5, 5, 0, 0);

    assertThat(window.rates(at(60))).isPresent();
    assertThat(window.rates(at(60.001))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 9, 9", "9, 0, 9", "9, 9, 0"})
  void a_counter_that_decreases_restarts_the_window(long enqueued, long delivered, long died) {
    sample(0, 5, 5, 5);
    sample(5, enqueued, delivered, died);

    assertThat(window.rates(at(5))).isEmpty();
    sample(10, enqueued + 5, delivered, died);
    assertThat(window.rates(at(10))).contains(new Rates(1, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 3})
  void a_clock_that_does_not_advance_restarts_the_window(double again) {
    sample(5, 0, 0, 0);
    sample(again, 10, 10, 10);

    assertThat(window.rates(at(5))).isEmpty();
  }
}
