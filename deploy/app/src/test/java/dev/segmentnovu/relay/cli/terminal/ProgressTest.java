package dev.segmentnovu.relay.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final StringWriter err = new StringWriter();
  private final StepClock clock = new StepClock();

  private static final class StepClock extends Clock {
    private Instant now = Instant.parse("2026-11-29T15:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void outside_a_terminal_there_is_a_line_at_each_tenth_with_rate_and_time_left() {
    try (var progress = new LineProgress("replay", "dead letters", new PrintWriter(err), clock)) {
      progress.update(0, 1_000);
      clock.now = clock.now.plusSeconds(2);
      progress.update(90, 1_000);
      progress.update(100, 1_000);
      progress.update(101, 1_000);
      clock.now = clock.now.plusSeconds(8);
      progress.update(1_000, 1_000);
    }

    assertThat(err.toString().lines())
        .containsExactly(
            "replay: 100 of 1,000 dead letters (10 %), 50/s, 18 s left",
            "replay: 1,000 of 1,000 dead letters (100 %), 100/s");
  }

  @Test
  void a_slow_task_of_unknown_length_has_a_line_every_ten_seconds() {
    try (var progress = new LineProgress("import", "lines", new PrintWriter(err), clock)) {
      progress.update(0, -1);
      for (int second = 1; second <= 20; second++) {
        clock.now = clock.now.plus(Duration.ofSeconds(1));
        progress.update(second * 1_000L, -1);
      }
    }

    assertThat(err.toString().lines())
        .containsExactly("import: 10,000 lines, 1,000/s", "import: 20,000 lines, 1,000/s");
  }

  @Test
  void what_was_done_before_does_not_count_in_the_rate() {
    try (var progress = new LineProgress("import", "lines", new PrintWriter(err), clock)) {
      progress.update(500, 1_000);
      clock.now = clock.now.plusSeconds(10);
      progress.update(600, 1_000);
    }

    assertThat(err.toString().strip())
        .isEqualTo("import: 600 of 1,000 lines (60 %), 10/s, 40 s left");
  }

  @Test
  void at_a_terminal_a_bar_shows_the_share_and_stays_within_the_width() {
    try (var progress = new BarProgress("replay", "dead letters", new PrintWriter(err), 80)) {
      progress.update(0, 1_000);
      progress.update(1_000, 1_000);
    }

    assertThat(err.toString()).contains("replay", "100%", "1000/1000");
    assertThat(err.toString().split("[\r\n]+")).allMatch(line -> line.length() < 80);
  }
}
