package dev.segmentnovu.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.SettingLine;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of the settings with which a process runs. */
final class SettingLinesTest {

  private static final String YAML =
      """
      redis: { url: "redis://user:hidden-1@redis.example:6380/2" }
      queue: { lease: 2m }
      admin:
        token: hidden-2-with-16-characters
        hosts: [relay.example, other.example]
      defaults: { retry: { max: 30m } }
      sources:
        web:
          writeKeys: [hidden-3]
          novu: { apiKey: hidden-4 }
          workflows: { User Registered: welcome, Paid: receipt }
          rules: [{ when: "true", workflow: x }]
          identify: { skipUnchanged: off }
        app:
          sharedSecrets: [hidden-5, hidden-6]
          novu: { apiKey: hidden-7 }
      """;

  private static Map<String, SettingLine> lines(String yaml, ProcessRole role) {
    return byPath(Loading.load(yaml, Map.of(), role).settings());
  }

  private static Map<String, SettingLine> byPath(List<SettingLine> lines) {
    return lines.stream().collect(Collectors.toMap(SettingLine::path, Function.identity()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          redis.url                              | redis.example:6380               | false | true
          queue.lease                            | 2m                               | false | true
          redis.durability.replicas              | 0                                | true  | true
          redis.durability.fsync                 | false                            | true  | true
          redis.durability.timeout               | none                             | true  | false
          admin.token                            | none                             | false | true
          admin.tokens                           | none                             | true  | false
          admin.hosts                            | relay.example, other.example     | false | true
          sources.web.writeKeys                  | none                             | false | true
          sources.web.sharedSecrets              | none                             | true  | false
          sources.app.sharedSecrets              | none                             | false | true
          sources.web.novu.apiKey                | none                             | false | true
          sources.web.retry.max                  | 30m                              | false | true
          sources.app.retry.max                  | 30m                              | false | true
          sources.web.workflows                  | User Registered=welcome,Paid=receipt | false | true
          sources.web.rules                      | 1 item                           | false | true
          sources.web.unmapped                   | dead-letter                      | true  | true
          sources.web.identify.skipUnchanged     | off                              | false | true
          sources.app.identify.skipUnchanged     | none                             | true  | false
          """)
  void a_line_has_the_value_and_whether_it_is_the_default(
      String path, String value, boolean isDefault, boolean isSet) {
    SettingLine line = lines(YAML, ProcessRole.BOTH).get(path);

    assertThat(line).isNotNull();
    assertThat(line.value()).isEqualTo(value);
    assertThat(line.isDefault()).isEqualTo(isDefault);
    assertThat(line.set()).isEqualTo(isSet);
    assertThat(line.description()).isNotBlank();
  }

  @Test
  void no_line_has_a_secret() {
    List<SettingLine> lines = Loading.load(YAML, Map.of(), ProcessRole.BOTH).settings();

    assertThat(lines.toString()).doesNotContain("hidden");
    assertThat(lines).filteredOn(SettingLine::secret).allMatch(line -> line.value() == null);
    assertThat(lines.stream().filter(SettingLine::secret).map(SettingLine::path))
        .contains("admin.token", "sources.web.novu.apiKey", "sources.app.sharedSecrets")
        .doesNotContain("redis.url", "queue.lease");
  }

  @Test
  void a_process_shows_the_settings_that_it_uses() {
    assertThat(lines(YAML, ProcessRole.INGEST)).doesNotContainKey("sources.web.novu.apiKey");
    assertThat(lines(YAML, ProcessRole.WORKER)).doesNotContainKey("sources.web.writeKeys");
  }

  @Test
  void a_line_names_the_variable_that_sets_it() {
    Map<String, SettingLine> ofFile = lines(YAML, ProcessRole.BOTH);
    Map<String, SettingLine> ofVariables =
        byPath(
            Loading.load(
                    Map.of("NOVU_API_KEY", "hidden", "SEGMENT_WRITE_KEY", "hidden"),
                    ProcessRole.BOTH)
                .settings());

    assertThat(ofFile.get("redis.url"))
        .isNotNull()
        .extracting(SettingLine::variable)
        .isEqualTo("REDIS_URL");
    assertThat(ofFile.get("sources.web.writeKeys"))
        .as("the file names the sources")
        .isNotNull()
        .extracting(SettingLine::variable)
        .isNull();
    assertThat(ofVariables.get("sources.default.writeKeys"))
        .isNotNull()
        .extracting(SettingLine::variable)
        .isEqualTo("SEGMENT_WRITE_KEY");
  }

  @Test
  void an_address_that_code_replaces_is_shown_as_it_is_used() {
    ConfigResult result =
        ConfigLoader.withoutFile(
                Map.of("NOVU_API_KEY", "hidden", "SEGMENT_WRITE_KEY", "hidden"), ProcessRole.BOTH)
            .changing(
                config ->
                    config.withSources(
                        config.sources().stream()
                            .map(
                                source ->
                                    source.with(source.novu().withUrl(URI.create("http://here"))))
                            .toList()))
            .load();

    SettingLine url = byPath(result.settings()).get("sources.default.novu.url");
    assertThat(url).isNotNull();
    assertThat(url.value()).isEqualTo("http://here");
    assertThat(url.isDefault()).isFalse();
  }

  @Test
  void a_configuration_with_errors_has_no_lines() {
    assertThat(Loading.load("queue: { lease: soon }", Map.of(), ProcessRole.BOTH).settings())
        .isEmpty();
  }
}
