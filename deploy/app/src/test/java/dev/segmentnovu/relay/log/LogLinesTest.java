package dev.segmentnovu.relay.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines that a process logs, in both formats; each test runs a JVM of its own. */
final class LogLinesTest {

  private static final String TIME =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)";

  /** What the other JVM logs. */
  static final class Messages {
    public static void main(String[] arguments) {
      var log = LoggerFactory.getLogger("dev.segmentnovu.Somewhere");
      log.atWarn().addKeyValue("source", "web").log("first \"quoted\"\n  second");
      log.error("failed", new IllegalStateException("why\nnot\u001b[2J\u009b2J"));
      log.debug("hidden");
      log.atWarn()
          .addKeyValue("event", "Order\" source=\"other\n2026 ERROR Fake: x\u001b[2J\u2028")
          .addKeyValue("user", "0123456789abcdef")
          .addKeyValue("count", 7L)
          .log("told {}", "by\rnobody\u001b[2J");
    }
  }

  @Test
  void text_is_one_line_for_each_message_with_time_and_zone() throws Exception {
    List<String> lines = run(Map.of());

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .matches(TIME + " WARN  Somewhere: first \"quoted\" \\| second \\[source=web]");
    assertThat(lines.get(1))
        .matches(TIME + " ERROR Somewhere: failed java\\.lang\\.IllegalStateException: why.*")
        .contains("why | not?[2J?2J | at dev.segmentnovu.relay.log.LogLinesTest$Messages.main")
        .doesNotEndWith("| ");
  }

  @Test
  void a_value_of_a_sender_makes_no_line_no_key_and_no_command_to_a_terminal() throws Exception {
    assertThat(run(Map.of()).get(2))
        .endsWith(
            " WARN  Somewhere: told by | nobody?[2J"
                + " [event=\"Order\\\" source=\\\"other\\n2026 ERROR Fake: x\\u001B[2J\\u2028\""
                + " user=0123456789abcdef count=7]");
    List<String> lines = run(Map.of("RELAY_LOG_FORMAT", "json"));
    assertThat(lines).hasSize(3);
    JsonNode line = EventCodec.JSON.readTree(lines.get(2));
    assertThat(line.path("event").asText())
        .isEqualTo("Order\" source=\"other\n2026 ERROR Fake: x\u001b[2J\u2028");
    assertThat(line.has("source")).isFalse();
    assertThat(line.path("count").isIntegralNumber()).isTrue();
  }

  @Test
  void json_is_one_object_for_each_message() throws Exception {
    List<String> lines = run(Map.of("RELAY_LOG_FORMAT", "json"));

    assertThat(lines).hasSize(3);
    JsonNode first = EventCodec.JSON.readTree(lines.get(0));
    assertThat(first.path("time").asText()).matches(TIME);
    assertThat(first.path("level").asText()).isEqualTo("WARN");
    assertThat(first.path("logger").asText()).isEqualTo("dev.segmentnovu.Somewhere");
    assertThat(first.path("message").asText()).isEqualTo("first \"quoted\"\n  second");
    assertThat(first.path("source").asText()).isEqualTo("web");
    assertThat(first.has("exception")).isFalse();
    assertThat(EventCodec.JSON.readTree(lines.get(1)).path("exception").asText())
        .startsWith("java.lang.IllegalStateException: why");
  }

  @Test
  void the_level_is_a_setting() throws Exception {
    assertThat(run(Map.of("RELAY_LOG_LEVEL", "ERROR"))).hasSize(1);
    for (String debug : List.of("DEBUG", "debug")) {
      assertThat(run(Map.of("RELAY_LOG_LEVEL", debug))).anyMatch(line -> line.contains("hidden"));
    }
  }

  @Test
  void a_wrong_value_logs_as_by_default_so_that_its_error_is_seen() throws Exception {
    assertThat(run(Map.of("RELAY_LOG_LEVEL", "LOUD", "RELAY_LOG_FORMAT", "xml")))
        .hasSize(3)
        .allMatch(line -> line.matches(TIME + " (WARN |ERROR) Somewhere: .*"));
  }

  private static List<String> run(Map<String, String> settings)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var builder =
        new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Messages.class.getName());
    builder.environment().keySet().removeIf(name -> name.startsWith("RELAY_"));
    builder.environment().putAll(settings);
    Process process = builder.start();
    String lines = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return lines.lines().toList();
  }
}
