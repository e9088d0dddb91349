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
  void an_empty_queue_is_looked_at_ever_more_rarely_up_to_a_bound() {
    assertThat(Stream.generate(() -> seconds(LEASE)).limit(7))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 5L, 5L);
  }

  @Test
  void a_user_that_comes_or_is_soon_due_makes_the_looks_as_often_as_configured() {
    makeQuiet();
    ClaimedUser user = ScriptedConsumer.user(0, "ada", null, 1);
    assertThat(pace.after(new Claim(List.of(user), LEASE, 0, false)).toSeconds()).isEqualTo(1);

    makeQuiet();
    assertThat(seconds(Duration.ofSeconds(4))).isEqualTo(1);
  }

  @Test
  void a_failure_makes_the_looks_as_often_as_configured() {
    makeQuiet();
    pace.failed();
    assertThat(seconds(LEASE)).isEqualTo(1);
  }

  @Test
  void a_user_that_is_due_before_the_next_look_is_not_waited_for_longer() {
    assertThat(pace.after(new Claim(List.of(), Duration.ofMillis(20), 0, false)))
        .isEqualTo(Duration.ofMillis(20));
  }

  private void makeQuiet() {
    while (seconds(LEASE) < PollInterval.MAX_PERIODS) {
      // one more look at an empty queue
    }
  }

  private long seconds(Duration nextDue) {
    return pace.after(new Claim(List.of(), nextDue, 0, false)).toSeconds();
  }
}
