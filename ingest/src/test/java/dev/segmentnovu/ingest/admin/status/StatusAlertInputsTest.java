package dev.segmentnovu.ingest.admin.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.State;
import dev.segmentnovu.ingest.admin.status.verdict.SourceVerdict;
import dev.segmentnovu.queue.control.SourceState;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The states of the status, as the alerts take them. */
final class StatusAlertInputsTest {

  static Stream<String> states() {
    return Stream.concat(
        Stream.of(SourceState.Kind.values()).map(SourceState.Kind::text),
        Stream.of(SourceVerdict.NO_WORKER));
  }

  @ParameterizedTest
  @MethodSource("states")
  void each_state_of_a_source_is_one_of_the_alerts(String text) {
    var state =
        StatusAlertInputs.state(
            new SourceVerdict(text, "reason", "remedy", null, null, null, null));

    assertThat(state.state().name())
        .isEqualTo(text.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    assertThat(state.reason()).isEqualTo("reason");
    assertThat(state.remedy()).isEqualTo("remedy");
  }

  @ParameterizedTest
  @MethodSource("alertStates")
  void each_state_of_the_alerts_is_one_of_the_status(State state) {
    assertThat(states().map(text -> text.toUpperCase(java.util.Locale.ROOT).replace('-', '_')))
        .contains(state.name());
  }

  static Stream<State> alertStates() {
    return Stream.of(State.values());
  }
}
