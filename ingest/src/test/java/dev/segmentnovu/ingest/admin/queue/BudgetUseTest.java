package dev.segmentnovu.ingest.admin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.BudgetState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which share of a rate budget was used between two samples. */
final class BudgetUseTest {

  private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");

  private final BudgetUse use = new BudgetUse();

  /** Twenty tokens flow in each second. */
  private static BudgetState state(String category, long granted) {
    return new BudgetState(category, 100, Duration.ofSeconds(5), 110, 50, granted);
  }

  @Test
  void it_is_unknown_until_there_are_two_samples() {
    assertThat(use.next(NOW, List.of())).isNull();
    assertThat(use.next(NOW.plusSeconds(5), List.of(state("trigger", 7)))).isNull();
    assertThat(use.next(NOW.plusSeconds(5), List.of(state("trigger", 9)))).as("no time").isNull();
    assertThat(use.next(NOW.plusSeconds(10), List.of(state("trigger", 9))))
        .isEqualTo(new BudgetUse.Use(0, 20));
  }

  @Test
  void it_is_the_share_of_the_tokens_that_flowed_in_of_the_busiest_category() {
    use.next(NOW, List.of(state("trigger", 1_000), state("global", 10)));

    assertThat(use.next(NOW.plusSeconds(5), List.of(state("trigger", 1_025), state("global", 85))))
        .isEqualTo(new BudgetUse.Use(0.75, 20));
  }

  @Test
  void it_is_one_at_most_and_never_negative() {
    use.next(NOW, List.of(state("trigger", 0)));

    assertThat(use.next(NOW.plusSeconds(5), List.of(state("trigger", 110))))
        .isEqualTo(new BudgetUse.Use(1, 20));
    assertThat(use.next(NOW.plusSeconds(10), List.of(state("trigger", 0))))
        .isEqualTo(new BudgetUse.Use(0, 20));
  }
}
