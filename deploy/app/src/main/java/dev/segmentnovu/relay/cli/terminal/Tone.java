package dev.segmentnovu.relay.cli.terminal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Ansi.Text;

/** How a word is meant; a terminal shows it in a colour. */
public enum Tone {
  PLAIN(null),
  TITLE(Style.bold),
  GOOD(Style.fg_green),
  WARNING(Style.fg_yellow),
  BAD(Style.fg_red);

  private final @Nullable Style style;

  Tone(@Nullable Style style) {
    this.style = style;
  }

  /**
   * The text with its style. It is not read as picocli's markup, since an event may hold
   * {@code @|red x|@} too.
   */
  Text apply(String text, Ansi ansi) {
    List<IStyle> styles = style == null ? List.of() : List.of(style);
    return Help.defaultColorScheme(ansi).apply(text, styles);
  }
}
