package dev.segmentnovu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BenchProgramTest {

  @Test
  void help_lists_the_options_of_the_bench() {
    var run = BenchRun.of("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: relay bench ").contains("--scenario", "--vary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--scenario=none",
        "--payload=299",
        "--users=9",
        "--duration=fast",
        "--rate=0",
        "--waiting=10000001",
        "--vary=users=9",
        "--svg=plot.svg"
      })
  void an_invalid_option_ends_with_2_and_is_named(String option) {
    var run = BenchRun.of(option);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(option.substring(0, option.indexOf('=')));
  }
}
