package dev.segmentnovu.ingest.admin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.queue.DesiredReplicas.Budget;
import dev.segmentnovu.ingest.admin.queue.DesiredReplicas.Demand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many worker processes would help, and how the time that a token takes is measured. */
final class DesiredReplicasTest {

  @ParameterizedTest(name = "{5}")
  @CsvSource({
    "     0, 64,      ,       , 0, nobody has work: none is needed",
    "     1, 64,      ,       , 1, one user keeps one slot busy",
    "    64, 64,      ,       , 1, as many users as slots",
    "    65, 64,      ,       , 2, one user more than slots",
    "10_000, 64,      ,       , 157, without a limit of Novu the backlog decides",
    "10_000, 64,    60,   0.25, 1, 15 busy slots use up the budget: more workers do not help",
    "10_000, 64, 1_000,   0.25, 4, 250 busy slots use up the budget",
    "   100, 64, 1_000,   0.25, 2, the backlog needs less than the budget allows",
    "10_000, 64,  0.01, 0.0001, 1, a tiny budget still needs one worker",
    "10_000,  1,    60,    0.5, 30, workers with one slot each",
    "     0, 64,    60,   0.25, 0, a budget alone needs no worker",
  })
  void the_smaller_of_backlog_and_budget_decides(
      String users, int slots, String tokens, Double seconds, long desired, String why) {
    Budget budget = tokens == null ? null : new Budget(number(tokens), seconds);

    assertThat(DesiredReplicas.of(new Demand((long) number(users), slots, false, budget)))
        .as(why)
        .isEqualTo(desired);
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("_", ""));
  }

  @Test
  void while_no_worker_may_deliver_one_suffices() {
    assertThat(DesiredReplicas.of(new Demand(10_000, 64, true, null))).isEqualTo(1);
    assertThat(DesiredReplicas.of(new Demand(0, 64, true, null))).isZero();
  }

  @Test
  void without_a_budget_nothing_limits() {
    assertThat(new SlotUse().next(5, null)).isNull();
    assertThat(new SlotUse().next(5, new BudgetUse.Use(1, 0))).isNull();
  }

  @Test
  void a_token_takes_a_quarter_of_a_second_until_it_is_measured() {
    var use = new SlotUse();

    assertThat(use.next(0, new BudgetUse.Use(0, 60))).isEqualTo(new Budget(60, SlotUse.UNMEASURED));
    assertThat(use.next(3, new BudgetUse.Use(0.01, 60)))
        .as("too few tokens to measure")
        .isEqualTo(new Budget(60, SlotUse.UNMEASURED));
  }

  @Test
  void calls_in_flight_and_tokens_used_tell_how_long_a_token_takes() {
    var use = new SlotUse();
    Budget last = null;
    for (int i = 0; i < 40; i++) {
      last = use.next(6, new BudgetUse.Use(0.5, 60));
    }

    assertThat(last).isNotNull();
    assertThat(last.slotSecondsPerToken()).as("6 calls, 30 tokens a second").isEqualTo(0.2);
  }
}
