package dev.segmentnovu.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {

  @Test
  void values_are_sorted_and_distinct() {
    var users = Sweep.parse("users=100000,10,1000000,10");
    assertThat(users.what()).isEqualTo(Sweep.What.USERS);
    assertThat(users.values()).containsExactly(10, 100_000, 1_000_000);

    var waiting = Sweep.parse("waiting=0, 10000000");
    assertThat(waiting.what()).isEqualTo(Sweep.What.WAITING);
    assertThat(waiting.values()).containsExactly(0, 10_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payload=300     | 'payload' must be users or waiting",
        "USERS=10        | 'USERS' must be users or waiting",
        "users=9,10      | '9' must be a number from 10 to 1000000 for users",
        "users=1000001   | '1000001' must be a number from 10 to 1000000 for users",
        "waiting=-1      | '-1' must be a number from 0 to 10000000 for waiting",
        "waiting=10000001| '10000001' must be a number from 0 to 10000000 for waiting",
        "waiting=1,,2    | '' must be a number from 0 to 10000000 for waiting",
        "waiting=99999999999 | '99999999999' must be a number from 0 to 10000000 for waiting",
        "waiting=many    | 'many' must be a number from 0 to 10000000 for waiting",
        "users           | '' must be a number from 10 to 1000000 for users",
      })
  void an_invalid_value_is_reported(String text, String message) {
    assertThatThrownBy(() -> Sweep.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
