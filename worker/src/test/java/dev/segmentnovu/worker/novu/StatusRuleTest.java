package dev.segmentnovu.worker.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatusRuleTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "answers.md");
  private static final String BEGIN = "<!-- status rules: begin -->";
  private static final String END = "<!-- status rules: end -->";

  @ParameterizedTest
  @CsvSource({
    "100, false, INTERIM",
    "199, false, INTERIM",
    "200, false, SUCCESS",
    "204, false, SUCCESS",
    "301, false, REJECTED",
    "400, false, REJECTED",
    "401, false, KEY_REFUSED",
    "402, false, KEY_REFUSED",
    "403, true, KEY_REFUSED",
    "404, true, REJECTED",
    "408, false, REQUEST_TIMEOUT",
    "409, false, REJECTED",
    "409, true, IN_PROGRESS",
    "413, true, REJECTED",
    "422, false, REJECTED",
    "425, false, TOO_EARLY",
    "429, false, RATE_LIMITED",
    "429, true, RATE_LIMITED",
    "500, false, SERVER_ERROR",
    "502, true, GATEWAY",
    "503, true, SERVER_ERROR",
    "504, false, GATEWAY",
    "599, false, SERVER_ERROR",
  })
  void each_status_has_one_rule(int status, boolean hasRetryAfter, StatusRule rule) {
    assertThat(StatusRule.of(status, hasRetryAfter)).isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource({
    ", NO_RESPONSE",
    "150, INTERIM",
    "201, UNREADABLE",
    "409, IN_PROGRESS",
    "425, TOO_EARLY",
    "502, GATEWAY",
    "503, SERVER_ERROR"
  })
  void a_retry_follows_the_rule_of_its_status(@Nullable Integer status, StatusRule rule) {
    assertThat(StatusRule.ofRetry(status)).isEqualTo(rule);
    assertThat(rule.event()).isEqualTo(StatusRule.Event.RETRY);
  }

  @Test
  void the_documented_table_equals_the_rules() throws Exception {
    String document = Files.readString(DOCUMENT);

    assertThat(document.substring(document.indexOf(BEGIN), document.indexOf(END)))
        .as("replace the lines between the markers of %s", DOCUMENT)
        .isEqualTo(BEGIN + "\n" + table());
  }

  private static String table() {
    var table = new StringBuilder();
    row(
        table,
        "status",
        "event",
        "next idempotency key",
        "key after a replayed response",
        "source",
        "circuit",
        "concurrency limit");
    table.append("|---|---|---|---|---|---|---|\n");
    for (StatusRule rule : StatusRule.values()) {
      row(
          table,
          rule.statuses(),
          text(rule.event()),
          key(rule.key(false)),
          key(rule.key(true)),
          text(rule.source()),
          text(rule.circuit()),
          text(rule.limit()));
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String... cells) {
    table.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
  }

  private static String key(@Nullable NextKey key) {
    return key == null ? "–" : text(key);
  }

  private static String text(Enum<?> value) {
    String text = value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Stream.of("none", "ignore").anyMatch(text::equals) ? "–" : text;
  }
}
