package dev.segmentnovu.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.segmentnovu.bench.BenchProgram;
import dev.segmentnovu.relay.cli.Relay;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every command in the pages exists: commands and options of the relay, addresses of its ports,
 * names of variables. {@link DocumentedCommandsIT} runs those that can run anywhere.
 */
final class DocumentedCommandsTest {

  /** Programs that a reader has or gets; add one here if a page needs it. */
  private static final Set<String> PROGRAMS =
      Set.of(
          "", // variables only
          "apt-get",
          "build.sh",
          "caddy",
          "cat",
          "cd",
          "cp",
          "curl",
          "cut",
          "docker",
          "docker-compose",
          "export",
          "git",
          "grep",
          "helm",
          "image.sh",
          "jq",
          "kubectl",
          "mkdir",
          "mvnw",
          "nginx",
          "npm",
          "openssl",
          "printf",
          "promtool",
          "redis-cli",
          "redis-server",
          "relay",
          "set-version.sh",
          "sha256sum",
          "source",
          "ssh",
          "tar",
          "trivy",
          "version.sh",
          "watch");

  /** Variables that are no settings. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "RELAY_ADMIN_URL",
          "RELAY_HOME",
          "RELAY_JAVA_OPTS",
          "RELAY_LOG_LEVEL",
          "RELAY_LOG_FORMAT");

  private static final Pattern URL =
      Pattern.compile(
          "(?:https?://)?(localhost|127\\.0\\.0\\.1|relay\\.example)(?::(\\d+))?(/[^?]*)?(?:\\?.*)?");

  private static final Pattern INGEST =
      Pattern.compile(
          "/webhooks/segment(/[\\w<>-]+)?"
              + "|/v1/(identify|track|page|screen|group|alias|delete|batch|import|[itpsgab])"
              + "|/v1/projects/[\\w<>-]+/settings");

  private static final Pattern SANDBOX =
      Pattern.compile("/sandbox/(requests|messages|subscribers|fail)");

  private static final Pattern HEALTH = Pattern.compile("/health/(live|ready)|/metrics");

  private static Stream<Named<ShellCommand>> commands() {
    return DocumentedBlock.all().stream()
        .flatMap(
            block ->
                block.lines().stream()
                    .flatMap(line -> line.commands().stream())
                    .map(command -> Named.of(block.page() + ": " + command.words(), command)));
  }

  static Stream<Named<ShellCommand>> ofTheRelay() {
    return commands().filter(each -> each.getPayload().program().equals("relay"));
  }

  static Stream<Named<ShellCommand>> ofCurl() {
    return commands().filter(each -> each.getPayload().program().equals("curl"));
  }

  @ParameterizedTest
  @MethodSource("ofTheRelay")
  void the_relay_understands_each_command_line(ShellCommand command) {
    List<String> arguments = command.arguments();
    boolean bench = arguments.indexOf("bench") == 0;
    var nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine program =
        bench
            ? BenchProgram.commandLine(Map.of(), nowhere, nowhere)
            : Relay.commandLine(Map.of(), nowhere, nowhere);

    assertThatCode(
            () -> program.parseArgs(arguments.stream().skip(bench ? 1 : 0).toArray(String[]::new)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("ofCurl")
  void each_address_that_curl_calls_exists(ShellCommand command) {
    List<Matcher> urls =
        command.arguments().stream().map(URL::matcher).filter(Matcher::matches).toList();

    assertThat(urls).as("addresses of the relay").isNotEmpty();
    for (Matcher url : urls) {
      String path = url.group(3) == null ? "/" : url.group(3);
      assertThat(isServed(String.valueOf(url.group(2)), method(command), path))
          .as("%s %s", method(command), url.group())
          .isTrue();
    }
  }

  private static boolean isServed(String port, String method, String path) {
    return switch (port) {
      case "8080" -> INGEST.matcher(path).matches();
      case "8081" -> isAdmin(method, path);
      case "8082" -> HEALTH.matcher(path).matches();
      case "8090", "18090" -> SANDBOX.matcher(path).matches();
      default -> INGEST.matcher(path).matches() || isAdmin(method, path);
    };
  }

  private static String method(ShellCommand command) {
    List<String> words = command.arguments();
    int named = words.indexOf("-X");
    if (named >= 0) {
      return words.get(named + 1);
    }
    return words.contains("-d") || words.contains("--data-binary") ? "POST" : "GET";
  }

  /** Whether the description of the admin port has it. */
  private static boolean isAdmin(String method, String path) {
    String text = DocumentedBlock.read(DocumentedBlock.ROOT.resolve("docs/openapi-admin.yaml"));
    Matcher described = Pattern.compile("(?m)^ {2}(/\\S*):\n((?: {4}.*\n|\n)*)").matcher(text);
    while (described.find()) {
      String form = described.group(1).replaceAll("\\{\\w+}", "[^/]+");
      if (path.matches(form)
          && Pattern.compile("(?mi)^ {4}" + method + ":").matcher(described.group(2)).find()) {
        return true;
      }
    }
    return false;
  }

  static Stream<Named<ShellCommand>> withVariables() {
    return commands().filter(each -> !each.getPayload().variables().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("withVariables")
  void each_variable_of_the_relay_is_described(ShellCommand command) {
    Set<String> known = new HashSet<>(OTHER_VARIABLES);
    Path page = DocumentedBlock.ROOT.resolve("docs/configuration.md");
    Pattern.compile("(?m)^\\| `([A-Z_]+)`")
        .matcher(DocumentedBlock.read(page))
        .results()
        .forEach(row -> known.add(row.group(1)));

    assertThat(command.variables().stream().filter(name -> name.matches("(RELAY|NOVU|SEGMENT)_.*")))
        .isSubsetOf(known);
  }

  static Stream<Named<ShellCommand>> all() {
    return commands();
  }

  @ParameterizedTest
  @MethodSource("all")
  void each_program_is_one_that_a_reader_has(ShellCommand command) {
    assertThat(command.program()).isIn(PROGRAMS);
  }
}
