package dev.segmentnovu.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands in the pages run against a relay, and end with 0. {@link DocumentedCommandsTest}
 * looks at all of them, those too that cannot run here.
 */
class DocumentedCommandsIT {

  /** Which lines do not run here, and why. */
  private static final Map<Pattern, String> NOT_HERE = notHere();

  private static Map<Pattern, String> notHere() {
    Map<Pattern, String> table = new LinkedHashMap<>();
    table.put(
        Pattern.compile("relay (up|ingest|worker|sandbox|tail)\\b"), "runs until it is stopped");
    table.put(Pattern.compile("relay bench"), "takes minutes");
    table.put(Pattern.compile("source <\\("), "changes the reader's shell");
    table.put(Pattern.compile("redis-(cli|server)"), "changes or stops a Redis");
    table.put(
        Pattern.compile(
            "\\b(mvnw|npm|docker|docker-compose|kubectl|helm|git|apt-get|nginx|caddy|promtool|trivy|ssh|watch)\\b"),
        "is about another program");
    table.put(
        Pattern.compile("target/(failsafe-reports|release)|SHA256SUMS|deploy/(docker|helm)"),
        "reads what another line makes");
    table.put(
        Pattern.compile("relay\\.example/(admin|v1/projects/none|webhooks/segment -d)"),
        "shows a refusal");
    return table;
  }

  /** Which line may end with something else than 0, and with what. */
  private static final Map<Pattern, Integer> ALSO =
      // a block that pauses a source shows that it stands still
      Map.of(Pattern.compile("relay status"), 1);

  /** {@code -Drelay.docs.only=REGEX} runs the blocks of some pages. */
  private static final Pattern ONLY = Pattern.compile(System.getProperty("relay.docs.only", ""));

  @TempDir private static Path directory;

  private static DocumentedRelay relay;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(isThere("bash") && isThere("curl"), "bash and curl");
    relay = new DocumentedRelay(directory);
  }

  @AfterEach
  void tidy() throws Exception {
    relay.tidy();
  }

  @AfterAll
  static void stop() throws IOException {
    if (relay != null) {
      relay.close();
    }
  }

  static Stream<Named<DocumentedBlock>> blocks() {
    return DocumentedBlock.all().stream()
        .filter(block -> ONLY.matcher(block.page()).find())
        .filter(block -> block.lines().stream().anyMatch(DocumentedCommandsIT::runsHere))
        .map(block -> Named.of(block.page() + ": " + block.lines().get(0).text(), block));
  }

  private static boolean runsHere(ShellLine line) {
    return !line.commands().isEmpty()
        && NOT_HERE.keySet().stream().noneMatch(each -> each.matcher(line.text()).find())
        && line.commands().stream()
            .map(ShellCommand::program)
            .allMatch(
                program ->
                    List.of("", "relay", "cd", "export").contains(program) || isThere(program));
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void each_line_of_a_block_ends_with_0(DocumentedBlock block) throws Exception {
    String whole = block.lines().stream().map(ShellLine::text).collect(Collectors.joining("\n"));
    Path place = relay.workplace(whole);
    List<String> exported = new ArrayList<>();
    for (ShellLine line : block.lines()) {
      if (!runsHere(line)) {
        continue;
      }
      String text = relay.here(line.text());
      var ended = relay.run(place, String.join("\n", exported) + "\n" + text);
      assertThat(ended.exitCode()).as("%s\n%s", text, ended.out()).isIn(allowed(text));
      if (text.startsWith("export ")) {
        exported.add(text);
      }
    }
  }

  private static List<Integer> allowed(String line) {
    return Stream.concat(
            Stream.of(0),
            ALSO.entrySet().stream()
                .filter(each -> each.getKey().matcher(line).find())
                .map(Map.Entry::getValue))
        .toList();
  }
}
