package dev.segmentnovu.relay.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void batches_come_at_the_rate() {
    var pace = new Pace(200, 0);

    assertThat(pace.pause(0)).isEqualTo(Duration.ZERO);
    pace.sent(100, 0);
    assertThat(pace.pause(0)).isEqualTo(Duration.ofMillis(500));
    assertThat(pace.pause(SECOND / 4)).isEqualTo(Duration.ofMillis(250));
    pace.sent(100, SECOND / 2);
    assertThat(pace.pause(SECOND / 2)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void lost_time_is_not_made_up_for() {
    var pace = new Pace(100, 0);
    pace.sent(100, 0);

    pace.sent(100, 10 * SECOND);

    assertThat(pace.pause(10 * SECOND)).isEqualTo(Duration.ofSeconds(1));
  }
}
