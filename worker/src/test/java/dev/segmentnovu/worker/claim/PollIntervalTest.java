package dev.segmentnovu.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PollIntervalTest {

  private static final Duration LEASE = Duration.ofSeconds(60);

  private final PollInterval pace = new PollInterval(Duration.ofSeconds(1));

  @Test
  void an_empty_queue_is_polled_less_often_up_to_a_bound() {
    assertThat(Stream.generate(() -> seconds(LEASE)).limit(7))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 5L, 5L);
  }

  @Test
  void a_claimed_or_soon_due_user_resets_the_interval() {
    makeQuiet();
    ClaimedUser user = ScriptedConsumer.user(0, "ada", null, 1);
    assertThat(pace.after(new Claim(List.of(user), LEASE, 0, false)).toSeconds()).isEqualTo(1);

    makeQuiet();
    assertThat(seconds(Duration.ofSeconds(4))).isEqualTo(1);
  }

  @Test
  void a_failure_resets_the_interval() {
    makeQuiet();
    pace.failed();
    assertThat(seconds(LEASE)).isEqualTo(1);
  }

  @Test
  void the_loop_waits_no_longer_than_until_the_next_user_is_due() {
    assertThat(pace.after(new Claim(List.of(), Duration.ofMillis(20), 0, false)))
        .isEqualTo(Duration.ofMillis(20));
  }

  private void makeQuiet() {
    while (seconds(LEASE) < PollInterval.MAX_PERIODS) {
      // one more poll of an empty queue
    }
  }

  private long seconds(Duration nextDue) {
    return pace.after(new Claim(List.of(), nextDue, 0, false)).toSeconds();
  }
}
