package dev.segmentnovu.relay.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.cli.terminal.Table.Column;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

final class TableTest {

  private static final List<Column> COLUMNS =
      List.of(
          Column.whole("ID"),
          Column.whole("AT").rank(2),
          Column.whole("REASON"),
          Column.broken("MESSAGE", 10).rank(1));

  @ParameterizedTest
  @CsvSource({
    "120, '20 19 8 50', 'all columns as wide as their texts'",
    "80, '20 19 8 27', 'the long text is broken'",
    "60, '20 0 8 28', 'the column of the highest rank is left out'",
    "40, '20 0 8 0', 'then the next one'",
    "20, '20 0 8 0', 'columns of rank 0 stay, though the lines are too long'"
  })
  void a_table_fits_the_width(int width, String widths, String why) {
    int[] fit = TableWidths.fit(COLUMNS, List.of(20, 19, 8, 50), width);

    assertThat(String.join(" ", Arrays.stream(fit).mapToObj(String::valueOf).toList()))
        .as(why)
        .isEqualTo(widths);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void no_line_is_longer_than_the_terminal_is_wide_and_no_text_is_lost(int width) {
    String long1 = "subscriberId must be a string, and not a number that is larger than any other";
    String table =
        new Table(Column.whole("ID"), Column.broken("MESSAGE", 20))
            .add("dead-letter-1")
            .add(long1)
            .render(width, Ansi.OFF);

    assertThat(table.lines()).allMatch(line -> line.length() <= width);
    assertThat(table.lines().skip(1).map(line -> line.substring(15).strip()))
        .satisfies(lines -> assertThat(String.join(" ", lines)).isEqualTo(long1));
  }

  @Test
  void all_texts_of_a_row_begin_on_its_first_line() {
    String table =
        new Table(Column.broken("A", 6), Column.broken("B", 6), Column.whole("C"))
            .add("one two three")
            .add("four five six")
            .add("seven")
            .render(21, Ansi.OFF);

    assertThat(table.lines())
        .containsExactly(
            "A       B       C", "one     four    seven", "two     five", "three   six");
  }

  @Test
  void control_characters_of_an_event_do_not_reach_the_terminal() {
    String table =
        new Table(Column.whole("EVENT")).add("a\u001b[2Jb\r\n\u202ec@|red x|@").render(80, Ansi.ON);

    assertThat(table).contains("a\\u001b[2Jb\\u000d\\u000a\\u202ec@|red x|@");
  }

  @Test
  void colours_do_not_change_the_widths() {
    var table =
        new Table(Column.whole("STATE"), Column.whole("N")).add("running", Tone.GOOD).add("1");

    String colored = table.render(80, Ansi.ON);
    assertThat(colored).contains("\u001b[32mrunning");
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(table.render(80, Ansi.OFF));
  }
}
