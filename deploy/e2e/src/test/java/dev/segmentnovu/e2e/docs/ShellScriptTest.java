package dev.segmentnovu.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellScriptTest {

  private static List<List<String>> words(String script) {
    return ShellScript.lines(script).stream()
        .flatMap(line -> line.commands().stream())
        .map(ShellCommand::words)
        .toList();
  }

  @Test
  void quotes_keep_a_word_together_and_are_no_part_of_it() {
    assertThat(words("send --event 'Page Scrolled' -H \"A: b\" --x='a b'"))
        .containsExactly(List.of("send", "--event", "Page Scrolled", "-H", "A: b", "--x=a b"));
  }

  @Test
  void a_continued_line_is_one_line_and_so_is_a_quoted_line_break() {
    assertThat(ShellScript.lines("a \\\n  b\nc 'd\ne'")).hasSize(2);
    assertThat(words("a \\\n  b")).containsExactly(List.of("a", "b"));
  }

  @Test
  void comments_and_redirections_are_no_words() {
    assertThat(words("# nothing\na b   # more\nmap < event.json > out 2>&1\ncurl x#y"))
        .containsExactly(List.of("a", "b"), List.of("map"), List.of("curl", "x#y"));
  }

  @Test
  void a_placeholder_is_a_word_and_no_redirection() {
    assertThat(words("event <messageId> --user <userId>"))
        .containsExactly(List.of("event", "<messageId>", "--user", "<userId>"));
  }

  @Test
  void each_command_of_a_pipe_of_a_list_and_of_a_substitution_counts() {
    assertThat(words("a | b && (c; d) \nX=$(e f) g\nsource <(h i)"))
        .containsExactly(
            List.of("a"),
            List.of("b"),
            List.of("c"),
            List.of("d"),
            List.of("e", "f"),
            List.of("X=$(e f)", "g"),
            List.of("h", "i"),
            List.of("source", "<(h i)"));
  }

  @Test
  void variables_stand_before_the_program_or_behind_export() {
    var set = ShellScript.lines("A_B=1 C=2 ./relay up --x=3").get(0).commands().get(0);
    var exported = ShellScript.lines("export D=4 E").get(0).commands().get(0);

    assertThat(set.variables()).containsExactly("A_B", "C");
    assertThat(set.program()).isEqualTo("relay");
    assertThat(set.arguments()).containsExactly("up", "--x=3");
    assertThat(exported.variables()).containsExactly("D");
  }
}
