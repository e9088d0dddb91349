package dev.segmentnovu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With a clock that the test advances. */
final class FailureLogTest {

  private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
  private final FailureLog log = new FailureLog(() -> now);

  @Test
  void a_thousand_failures_in_twenty_seconds_are_one_line() {
    int lines = 0;
    for (int i = 0; i < 1_001; i++) {
      lines += log.failed("Redis is away").isPresent() ? 1 : 0;
      now += Duration.ofMillis(20).toNanos();
    }

    assertThat(lines).isEqualTo(1);
  }

  @Test
  void a_failure_that_continues_is_logged_once_a_minute_with_a_count() {
    assertThat(log.failed("away")).hasValue("away");
    assertThat(log.failed("away")).isEmpty();
    assertThat(log.failed("away")).isEmpty();

    now += Duration.ofMinutes(1).toNanos();

    assertThat(log.failed("still away"))
        .hasValue("still away (2 more of these since the last line)");
    assertThat(log.failed("still away")).isEmpty();

    now += Duration.ofMinutes(2).toNanos();

    assertThat(log.failed("away")).hasValue("away (1 more of these since the last line)");
  }

  @Test
  void a_success_returns_the_number_of_failures_and_the_next_failure_is_logged() {
    assertThat(log.succeeded()).isEmpty();
    log.failed("away");
    log.failed("away");
    log.failed("away");

    assertThat(log.succeeded()).hasValue(3);
    assertThat(log.succeeded()).isEmpty();
    assertThat(log.failed("away again")).hasValue("away again");
  }

  @Test
  void a_rare_failure_is_logged_each_time() {
    assertThat(log.failed("bug")).hasValue("bug");

    now += Duration.ofMinutes(5).toNanos();

    assertThat(log.failed("bug")).hasValue("bug");
  }
}
