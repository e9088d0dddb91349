package dev.segmentnovu.config.setting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.setting.form.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The files that repeat the descriptions of settings are up to date. With the system property
 * {@code settings.write} it writes them.
 */
final class GeneratedFilesTest {

  private static final String COMMAND =
      "./mvnw test -pl common -Dtest=GeneratedFilesTest -Dsettings.write=true";

  @Test
  void the_default_file_is_up_to_date() throws IOException {
    check(
        "common/src/main/resources/dev/segmentnovu/config/relay-defaults.yaml",
        DefaultFileWriter.write());
  }

  @Test
  void the_schema_is_up_to_date() throws IOException {
    check("docs/relay.schema.json", SchemaWriter.write());
  }

  @Test
  void the_table_of_variables_is_up_to_date() throws IOException {
    String page = Files.readString(file("docs/configuration.md"));
    check("docs/configuration.md", VariableTableWriter.write(page));
  }

  @Test
  void the_schema_of_the_chart_is_up_to_date() throws IOException {
    String schema = "deploy/helm/segment-novu-relay/values.schema.json";
    check(schema, ChartSchemaWriter.write(Files.readString(file(schema))));
  }

  @Test
  void no_two_settings_share_a_variable() {
    List<String> variables = new ArrayList<>();
    Settings.all().forEach(setting -> setting.variable().ifPresent(variables::add));

    assertThat(variables).hasSizeGreaterThan(30).doesNotHaveDuplicates();
  }

  @Test
  void every_setting_and_section_is_described() {
    Settings.TOP.forEach(GeneratedFilesTest::isDescribed);
    isDescribed(Settings.SOURCE);
    isDescribed(RuleSettings.RULE);
    isDescribed(ReceiverSettings.RECEIVER);
  }

  private static void isDescribed(Section section) {
    assertThat(section.text()).as(section.name()).isNotBlank();
    section.forEach(
        setting -> assertThat(setting.text()).as(setting.path()).isNotBlank(),
        GeneratedFilesTest::isDescribed);
  }

  private static void check(String name, String generated) throws IOException {
    Path file = file(name);
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file))
        .as("%s is out of date. Write it with: %s", name, COMMAND)
        .isEqualTo(generated);
  }

  private static Path file(String name) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
    }
    assertThat(directory).as("the directory of the project").isNotNull();
    return directory.resolve(name);
  }
}
