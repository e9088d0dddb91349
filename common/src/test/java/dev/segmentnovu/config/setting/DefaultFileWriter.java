package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.Shape;
import java.util.function.Predicate;

/** Writes {@code relay-defaults.yaml}. */
final class DefaultFileWriter {

  private static final int WIDTH = 120;

  private static final String HEADER =
      """
      # yaml-language-server: $schema=../../../../../../../docs/relay.schema.json
      #
      # Every setting of the relay and its default. Generated from the classes in config/setting: do not edit it by hand.
      #
      # This file is compiled in. Your relay.yaml is laid over it, so relay.yaml holds only what is to differ.
      #
      # The relay reads the file that RELAY_CONFIG names, else relay.yaml in the directory it is started in, else none.
      #
      #   ${NAME}           the environment variable NAME; it must be set
      #   ${NAME:default}   the same, or the default while it is unset or empty
      #   ${file:/path}     the content of that file, without blanks and line breaks at its ends: for secrets
      #   $${               ${ itself
      #
      # An empty value counts as not written. Durations have the form 200ms, 5s, 10m, 1h, 7d.
      """;

  private final StringBuilder file = new StringBuilder(HEADER);

  private DefaultFileWriter() {}

  static String write() {
    var writer = new DefaultFileWriter();
    for (Section section : Settings.TOP) {
      writer.file.append('\n');
      writer.section("", section, setting -> true);
    }
    writer.file.append('\n');
    writer.comment("", "What every source has, unless it says otherwise");
    writer.line("", "defaults:");
    writer.members("  ", Settings.SOURCE, setting -> !setting.isOfOneSource());
    writer.file.append('\n');
    writer.comment("", "The sources by name. If relay.yaml has sources, this one is gone");
    writer.line("", "sources:");
    writer.line("  ", "default:");
    writer.members("    ", Settings.SOURCE, Setting::isOfOneSource);
    return writer.file.toString();
  }

  private void section(String indent, Section section, Predicate<Setting<?>> wanted) {
    boolean[] any = {false};
    section.forEachSetting(setting -> any[0] |= wanted.test(setting));
    if (any[0]) {
      comment(indent, section.text());
      line(indent, section.name() + ":");
      members(indent + "  ", section, wanted);
    }
  }

  private void members(String indent, Section section, Predicate<Setting<?>> wanted) {
    section.forEach(
        setting -> {
          if (wanted.test(setting)) {
            setting(indent, setting);
          }
        },
        below -> section(indent, below, wanted));
  }

  private void setting(String indent, Setting<?> setting) {
    comment(indent, Ranges.describeWithDefault(setting));
    if (setting.shape() instanceof Shape.Items items) {
      example(indent, items.item());
    }
    String text = setting.defaultText();
    String value = setting.variable().map(name -> "${" + name + ":" + text + "}").orElse(text);
    boolean list = setting.shape() instanceof Shape.Texts;
    line(
        indent,
        setting.name()
            + ":"
            + (list ? " [\"" + value + "\"]" : value.isEmpty() ? "" : " " + value));
  }

  /** The settings of one item, as a comment. */
  private void example(String indent, Section item) {
    String[] dash = {"- "};
    item.forEachSetting(
        setting -> {
          line(indent, "#   " + dash[0] + "# " + Ranges.describe(setting));
          dash[0] = "  ";
          line(indent, "#     " + setting.name() + ": " + setting.example());
        });
  }

  private void comment(String indent, String text) {
    var line = new StringBuilder("#");
    for (String word : text.split(" ", -1)) {
      if (indent.length() + line.length() + 1 + word.length() > WIDTH) {
        line(indent, line.toString());
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    line(indent, line.toString());
  }

  private void line(String indent, String text) {
    file.append(indent).append(text).append('\n');
  }
}
