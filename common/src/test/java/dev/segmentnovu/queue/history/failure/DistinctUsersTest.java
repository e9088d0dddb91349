package dev.segmentnovu.queue.history.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DistinctUsersTest {

  /** Three standard errors. */
  private static final Percentage ERROR = Percentage.withPercentage(19.5);

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 1_000, 10_000, 100_000})
  void the_estimate_is_near_to_the_number_of_users(int users) {
    DistinctUsers all = users(0, users);

    assertThat(all.estimate()).isCloseTo(users, ERROR);
    assertThat(all.plus(users(0, users)).estimate()).isEqualTo(all.estimate());
  }

  @Test
  void users_that_two_processes_saw_count_once() {
    DistinctUsers one = users(0, 2_000);
    DistinctUsers other = users(1_000, 3_000);

    assertThat(one.plus(other).estimate()).isEqualTo(users(0, 3_000).estimate());
    assertThat(other.plus(one).text()).isEqualTo(one.plus(other).text());
  }

  @Test
  void a_text_has_one_printable_character_for_each_register_and_no_user() {
    DistinctUsers all = users(0, 500);

    assertThat(all.text()).hasSize(DistinctUsers.REGISTERS).matches("[!-~]+");
    assertThat(DistinctUsers.parse(all.text()).text()).isEqualTo(all.text());
    assertThat(DistinctUsers.of("ursula").text()).doesNotContain("ursula");
    assertThat(DistinctUsers.parse(DistinctUsers.of("u").text()).estimate()).isEqualTo(1);
  }

  @Test
  void an_estimate_does_not_change_when_it_is_merged() {
    DistinctUsers all = users(0, 10);
    String before = all.text();

    all.plus(users(100, 200));
    all.plus(DistinctUsers.of("other"));

    assertThat(all.text()).isEqualTo(before);
  }

  @Test
  void a_text_of_another_length_is_refused() {
    assertThatThrownBy(() -> DistinctUsers.parse("000"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static DistinctUsers users(int from, int to) {
    DistinctUsers all = DistinctUsers.of("user-" + from);
    for (int i = from + 1; i < to; i++) {
      all = all.plus(DistinctUsers.of("user-" + i));
    }
    return all;
  }
}
