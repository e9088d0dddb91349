package dev.segmentnovu.worker.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ConcurrencyLimitTest {

  private final ConcurrencyLimit limit = new ConcurrencyLimit(1, 64);

  @Test
  void it_starts_low_and_doubles_each_round_up_to_the_maximum() {
    assertThat(limit.current()).isEqualTo(8);
    round(20, false);
    assertThat(limit.current()).isEqualTo(16);
    round(20, false);
    round(20, false);
    round(20, false);
    assertThat(limit.current()).isEqualTo(64);
  }

  @Test
  void it_does_not_grow_while_it_is_not_reached() {
    for (int call = 0; call < 100; call++) {
      limit.ended(Duration.ofMillis(20), false, false);
    }
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void a_failure_shrinks_it_by_a_tenth_once_a_round_and_then_it_grows_by_one() {
    grow();
    round(20, true);
    assertThat(limit.current()).as("64 failures of one moment count once").isEqualTo(57);
    round(20, false);
    assertThat(limit.current()).isEqualTo(58);
    round(20, false);
    assertThat(limit.current()).isEqualTo(59);
  }

  @Test
  void it_shrinks_when_novu_slows_down_and_adapts_to_the_new_duration() {
    grow();
    for (int i = 0; i < 10; i++) {
      round(100, false);
    }
    assertThat(limit.current()).isEqualTo(64);
    round(200, false);
    assertThat(limit.current()).as("twice as slow").isEqualTo(57);
    for (int i = 0; i < 20; i++) {
      round(200, false);
    }
    assertThat(limit.current()).as("usual by now").isEqualTo(64);
  }

  @Test
  void small_differences_of_duration_do_not_shrink_it() {
    grow();
    var random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      round(2 + random.nextInt(8), false);
    }
    assertThat(limit.current()).isEqualTo(64);
  }

  @Test
  void the_duration_of_a_batch_does_not_count() {
    grow();
    for (int i = 0; i < 10; i++) {
      round(20, false);
    }
    for (int call = 0; call < 640; call++) {
      limit.ended(null, false, true);
    }
    assertThat(limit.current()).isEqualTo(64);
    for (int call = 0; call < 64; call++) {
      limit.ended(null, call == 0, true);
    }
    assertThat(limit.current()).as("but that it fails").isEqualTo(57);
    round(200, false);
    assertThat(limit.current()).as("what was usual before still is").isEqualTo(51);
  }

  @Test
  void it_stays_within_its_bounds() {
    for (int i = 0; i < 200; i++) {
      round(1, true);
    }
    assertThat(limit.current()).isEqualTo(1);
    round(1, false);
    assertThat(limit.current()).as("and finds its way back").isEqualTo(2);
    assertThat(new ConcurrencyLimit(1, 4).current()).isEqualTo(4);
    assertThat(new ConcurrencyLimit(12, 64).current()).isEqualTo(12);
  }

  private void grow() {
    while (limit.current() < 64) {
      round(20, false);
    }
  }

  /** Ends as many calls as the limit allows. */
  private void round(int ms, boolean failed) {
    int calls = limit.current();
    for (int call = 0; call < calls; call++) {
      limit.ended(Duration.ofMillis(ms), failed, true);
    }
  }
}
