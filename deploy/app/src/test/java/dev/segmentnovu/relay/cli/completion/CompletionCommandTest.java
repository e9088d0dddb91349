package dev.segmentnovu.relay.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {

  @TempDir private Path directory;

  static boolean hasBash() {
    return Files.isExecutable(Path.of("/bin/bash"));
  }

  @Test
  @EnabledIf("hasBash")
  void bash_completes_commands_and_options() throws Exception {
    String script = CommandLineRun.of(Map.of(), "completion", "bash").out();
    Path file = Files.writeString(directory.resolve("completion"), script);

    assertThat(completed(file, "relay dl")).contains("dlq");
    assertThat(completed(file, "relay dlq re")).contains("replay");
    assertThat(completed(file, "relay dlq replay --ma")).contains("--mapping");
    assertThat(completed(file, "relay reh")).isEmpty();
  }

  /** What bash offers for the last word. */
  private static String completed(Path script, String line) throws Exception {
    String[] words = line.split(" ", -1);
    var array = new StringBuilder();
    for (String word : words) {
      array.append('"').append(word).append("\" ");
    }
    String program =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d; _complete_relay; echo \"${COMPREPLY[@]}\""
            .formatted(script, array, words.length - 1, line, line.length());
    Process bash = new ProcessBuilder("/bin/bash", "-c", program).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    bash.waitFor();
    return out;
  }

  @Test
  void the_script_for_zsh_loads_the_completion_of_bash_first() {
    var run = CommandLineRun.of(Map.of(), "completion", "zsh");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("autoload -Uz compinit bashcompinit")
        .contains("_complete_relay");
  }

  @Test
  void another_shell_ends_with_2() {
    assertThat(CommandLineRun.of(Map.of(), "completion", "fish").exitCode()).isEqualTo(2);
  }
}
