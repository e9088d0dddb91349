package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;

/** Writes the table of environment variables in {@code docs/configuration.md}. */
final class VariableTableWriter {

  static final String BEGIN = "<!-- variables: generated from the classes in config/setting -->\n";
  static final String END = "<!-- end of variables -->\n";

  private final StringBuilder table = new StringBuilder();

  private VariableTableWriter() {}

  /** The page with a new table between the marks. */
  static String write(String page) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException("The page has no place for the table of variables");
    }
    var writer = new VariableTableWriter();
    writer.table();
    return page.substring(0, begin + BEGIN.length()) + writer.table + page.substring(end);
  }

  private void table() {
    table.append("\n| variable | in the file | default | |\n|---|---|---|---|\n");
    row("`RELAY_CONFIG`", "", "`relay.yaml` if there is one", "The configuration file");
    for (LogVariable each : LogVariable.values()) {
      row("`" + each.variable() + "`", "", "`" + each.byDefault() + "`", each.described());
    }
    for (Section section : Settings.TOP) {
      section.forEachSetting(setting -> row("", setting));
    }
    Settings.SOURCE.forEachSetting(setting -> row("sources.*.", setting));
    table.append('\n');
  }

  private void row(String above, Setting<?> setting) {
    setting
        .variable()
        .ifPresent(
            variable ->
                row(
                    "`" + variable + "`",
                    "`" + above + setting.path() + "`",
                    setting.shownDefault().isEmpty() ? "" : "`" + setting.shownDefault() + "`",
                    Ranges.describe(setting).replace("*", "\\*")
                        + setting.link().map(link -> ". [More](" + link + ")").orElse("")));
  }

  private void row(String variable, String path, String byDefault, String text) {
    table.append("| ").append(variable).append(" | ").append(path).append(" | ");
    table.append(byDefault).append(" | ").append(text).append(" |\n");
  }
}
