package dev.segmentnovu.e2e.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleaseWorkflowTest {

  private static final Pattern SCRIPT = Pattern.compile("deploy/release/[a-z-]+\\.sh");

  private static final Pattern ACTION = Pattern.compile("uses: (.+)");

  private static String workflow(String name) throws IOException {
    return Files.readString(ReleaseTree.ROOT.resolve(".github/workflows").resolve(name));
  }

  @Test
  void each_script_that_it_calls_can_be_executed() throws IOException {
    List<String> scripts = found(SCRIPT, workflow("release.yml")).distinct().toList();

    assertThat(scripts)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(script -> assertThat(ReleaseTree.ROOT.resolve(script)).isExecutable());
  }

  /** A tag moves, and a commit does not. Dependabot reads the version in the comment. */
  @ParameterizedTest
  @ValueSource(strings = {"ci.yml", "release.yml"})
  void each_action_is_named_by_its_commit_and_version(String name) throws IOException {
    List<String> actions =
        ACTION.matcher(workflow(name)).results().map(each -> each.group(1)).toList();

    assertThat(actions)
        .isNotEmpty()
        .allMatch(
            action ->
                action.startsWith("./")
                    || action.matches("[\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+(\\.\\d+)*"));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(each -> each.group());
  }
}
