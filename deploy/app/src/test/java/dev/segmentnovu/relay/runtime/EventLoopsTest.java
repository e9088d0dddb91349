package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventLoopsTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "7, 1", "8, 2", "16, 4", "64, 4"})
  void four_cores_have_a_loop_up_to_four_loops(int cores, int loops) {
    assertThat(EventLoops.of(cores)).isEqualTo(loops);
  }
}
