package dev.segmentnovu.relay.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.ConfigResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read of a change of the configuration. */
final class ConfigChangeTest {

  private static final String WEB =
      "web: { writeKeys: [k1], novu: { apiKey: a1 }, workflows: { A: a }, rules: [{ workflow: r1 }] }";

  private static ConfigResult load(String yaml) {
    return ConfigLoader.of(Map.of("RELAY_CONFIG", "relay.yaml"), ProcessRole.BOTH)
        .load(
            path -> {
              assertThat(path).isEqualTo(Path.of("relay.yaml"));
              return yaml;
            });
  }

  private static String change(String before, String after) {
    ConfigResult one = load(before);
    ConfigResult other = load(after);
    return new ConfigChange(
            CommandConfig.require(one),
            one.settings(),
            CommandConfig.require(other),
            other.settings())
        .text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          A: a              | A: b                     | sources.web.workflows
          r1                | r2                       | sources.web
          k1                | k2                       | sources.web
          a1                | a2                       | sources.web
          A: a }            | A: b }, unmapped: skip   | sources.web.workflows, sources.web.unmapped
          """)
  void a_change_of_a_source_is_named_by_its_path(String from, String to, String text) {
    String before = "sources: { " + WEB + " }";

    assertThat(change(before, before.replace(from, to))).isEqualTo(text);
  }

  @Test
  void sources_that_come_and_go_are_named() {
    String app = "app: { writeKeys: [k9], novu: { apiKey: a9 } }";

    assertThat(change("sources: { " + WEB + " }", "sources: { " + WEB + ", " + app + " }"))
        .isEqualTo("sources.app");
    assertThat(change("sources: { " + WEB + ", " + app + " }", "sources: { " + app + " }"))
        .isEqualTo("sources.web");
  }

  @Test
  void a_change_outside_of_sources_is_named_and_none_is_empty() {
    String before = "sources: { " + WEB + " }";

    assertThat(change(before, before + "\nadmin: { hosts: [relay.example] }\n"))
        .isEqualTo("admin.hosts");
    assertThat(change(before, before + "\n# a remark\n")).isEmpty();
    assertThat(change(before, before)).doesNotContain("k1", "a1");
  }

  @Test
  void many_changes_are_counted() {
    var many = new StringBuilder("sources: { " + WEB);
    for (int i = 0; i < 10; i++) {
      many.append(", s")
          .append(i)
          .append(": { writeKeys: [w")
          .append(i)
          .append("], novu: { apiKey: n } }");
    }

    assertThat(change("sources: { " + WEB + " }", many + " }"))
        .startsWith("sources.s0, sources.s1")
        .endsWith("sources.s7 and 2 more");
  }
}
