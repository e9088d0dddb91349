package dev.segmentnovu.e2e.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReleaseWorkflowTest {

  private static final Pattern SCRIPT = Pattern.compile("deploy/release/[a-z-]+\\.sh");

  private static final Pattern ACTION = Pattern.compile("uses: (\\S+)");

  private static String workflow() throws IOException {
    return Files.readString(ReleaseTree.ROOT.resolve(".github/workflows/release.yml"));
  }

  @Test
  void each_script_that_it_calls_can_be_executed() throws IOException {
    List<String> scripts = found(SCRIPT, workflow()).distinct().toList();

    assertThat(scripts)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(script -> assertThat(ReleaseTree.ROOT.resolve(script)).isExecutable());
  }

  @Test
  void each_action_has_a_version() throws IOException {
    List<String> actions = ACTION.matcher(workflow()).results().map(each -> each.group(1)).toList();

    assertThat(actions)
        .isNotEmpty()
        .allMatch(
            action -> action.startsWith("./") || action.matches("[\\w-]+/[\\w-]+@v\\d+(\\.\\d+)*"));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(each -> each.group());
  }
}
