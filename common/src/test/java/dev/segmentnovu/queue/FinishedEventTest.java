package dev.segmentnovu.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.FinishedEvent.Outcome;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FinishedEventTest {

  private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123Z");

  static Stream<FinishedEvent> events() {
    return Stream.of(
        new FinishedEvent(
            "u1",
            "m1",
            AT,
            "track",
            "Order \"1\"",
            Outcome.DELIVERED,
            null,
            "receipt",
            "POST",
            "/v1/events/trigger",
            201,
            "t1",
            3),
        new FinishedEvent(
            "ü 1 \",\" 2 🙂",
            "m 1 2",
            AT,
            "page",
            null,
            Outcome.SKIPPED,
            "no_rule",
            null,
            null,
            null,
            null,
            null,
            0),
        new FinishedEvent(
            "", "m", AT, "delete", null, Outcome.UNCHANGED, null, null, null, null, null, null, 0));
  }

  @ParameterizedTest
  @MethodSource("events")
  void what_is_written_is_read_again(FinishedEvent event) {
    byte[] text = event.encode();

    assertThat(FinishedEvent.decode(text, 0)).contains(event);
    byte[] behind = ("1700000000000 " + new String(text, UTF_8)).getBytes(UTF_8);
    assertThat(FinishedEvent.decode(behind, "1700000000000 ".length())).contains(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1 1", "x y z", "9 9 short", "1 1 um[]", "1 1 um[1,2", "1 1 um{}"})
  void another_text_is_no_event(String text) {
    assertThat(FinishedEvent.decode(text.getBytes(UTF_8), 0)).isEmpty();
  }

  @Test
  void long_names_and_paths_are_cut() {
    String text = "x".repeat(1_000);
    var event =
        new FinishedEvent(
            text, text, AT, "track", text, Outcome.DELIVERED, null, "w", "POST", text, 201, "t", 1);

    assertThat(event.event()).hasSize(301).endsWith("…");
    assertThat(event.path()).hasSize(301).endsWith("…");
    assertThat(event.userId()).as("ids stay whole, because they are searched").isEqualTo(text);
  }
}
